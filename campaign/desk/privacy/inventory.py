"""What is held about a person, as data: which rows, what they are told of them, what goes and what stays.

`erasure` does what the table says, `disclosure` tells it, and the pages that ask before removing somebody read it out.
Tests look through every column of every model for what it may have missed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from campaign.accounts.models import Consent, User
from campaign.desk.models import AttentionMark, Call, CallHold, ImportedLine, MeetingsFeed, Note, Ownership
from campaign.mail.erasure import mails_from, mails_that_introduce, mails_to, mails_unread_from
from campaign.mail.models import DeliveryNote, GroupLetter, LetterRecipient, Reminder, Stop, Suppression
from campaign.sign_in.models import AddressChange, Invitation
from clps.models import Secretary
from motions.enums import Evening
from motions.models import (
    AdviceReply,
    AdviceRequest,
    AffiliateContact,
    Affiliation,
    Champion,
    Delegate,
    Event,
    Introduction,
    Offer,
    SavedAnswer,
    SpeakerAsking,
    SpeakerOffer,
    SpeakerWish,
    Submission,
    SubmissionLink,
    Telephone,
    Vote,
)

Rows = Callable[[User], QuerySet]


def rows_of(model: type[Model], *ways: str) -> Rows:
    """Return what finds the rows of a model that lead to a person by one of these ways."""

    def rows(person: User) -> QuerySet:
        theirs = Q()
        for way in ways:
            theirs |= Q(**{way: person})
        return model._default_manager.filter(theirs)

    return rows


def rows_by_address(model: type[Model], column: str) -> Rows:
    """Return what finds the rows of a model that name no person, only an address."""
    return lambda person: model._default_manager.filter(**{f"{column}__iexact": person.email})


def history_of(person: User) -> QuerySet:
    """Return what admins changed about somebody."""
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))


@dataclass(frozen=True, slots=True)
class Holding:
    """One sort of thing that is held: its rows, the columns that their own file tells, what goes and what stays."""

    name: str
    rows: Rows
    told: str
    goes: str = ""
    stays: str = ""
    # What says a column's value in words, where it is stored otherwise.
    words: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


WHOLE = "All of it."
# fmt: off
HOLDINGS: Sequence[Holding] = (
    Holding("Who they are", lambda person: User.objects.filter(pk=person.pk),
            "name email email_confirmed_at date_joined last_login",
            "Name, address, password, and when they confirmed or signed in.",
            "An empty row, which nobody signs in to or writes to, so that what rests on it holds."),
    Holding("What they agreed to", rows_of(Consent, "user"),
            "wording given_at submission__clp__name champion__clp__name", WHOLE),
    Holding("Reports", rows_of(Submission, "activist"),
            "reporter_name clp__name body branch__name version__title sent_on meeting_on meeting_time speaker state "
            "created_at confirmed_at checked_at",
            "Their name. One that they have not confirmed is withdrawn.",
            "That the branch or CLP had the motion, and when. It is a fact about the CLP and counts as before."),
    Holding("Telephone numbers", rows_of(Telephone, "submission__activist"),
            "number wording given_at submission__clp__name", WHOLE),
    Holding("Outcomes", rows_of(Vote, "submission__activist"),
            "submission__clp__name outcome purpose held_on votes_for votes_against abstentions amended_text words "
            "recorded_at",
            "What was told in words.",
            "The outcome, its figures and the text as amended. The meeting decided them."),
    Holding("“I’ll do it”", rows_of(Champion, "activist"),
            "name clp__name state since confirmed_at may_introduce",
            "Their name, and that they agreed to be introduced. One that they have not confirmed is withdrawn.",
            "That somebody said so, so that the CLP’s stage stays as it is."),
    Holding("Introductions", rows_of(Introduction, "one__activist", "other__activist"),
            "one__clp__name introduced_at", "",
            "The day. Whoever they met has their address from our mail, and we cannot take that back."),
    Holding("Offers of help in unions and societies", rows_of(Offer, "activist"),
            "name affiliate__name other_affiliate message state consent made_at confirmed_at",
            "Their name, what they wrote and agreed to, and a union that they typed in. The offer is withdrawn.",
            "That there was one, and when."),
    Holding("Offers to speak", rows_of(SpeakerOffer, "activist"),
            "name evenings in_person by_video message state consent made_at confirmed_at",
            "Their name, what they wrote and agreed to. The offer is withdrawn.",
            "That there was one, for which evenings, and when.",
            words={"evenings": lambda numbers: [str(Evening(number).label) for number in numbers]}),
    Holding("Regions in which they offered to speak", rows_of(SpeakerOffer.regions.through, "speakeroffer__activist"),
            "region__name", "", "The regions, of an offer that is nobody’s any more."),
    Holding("Wishes for a visiting speaker", rows_of(SpeakerWish, "activist"),
            "name clp__name on way message state consent made_at confirmed_at",
            "Their name, what they wrote and agreed to. The wish is taken back.",
            "That the CLP wanted a speaker, and for which day."),
    Holding("Speakers asked for a meeting", rows_of(SpeakerAsking, "offer__activist", "wish__activist"),
            "wish__clp__name wish__on state asked_at answered_at", "",
            "That a speaker was asked, and the answer. Whoever was introduced has the other’s address from our mail, "
            "and we cannot take that back."),
    Holding("Links to reports, to “I’ll do it”, to offers and to pages about speaking",
            SubmissionLink.objects.of_person,
            "purpose created_at expires_at redeemed_at", WHOLE),
    Holding("Questions", rows_of(AdviceRequest, "asker"),
            "name question step clp__name state asked_at",
            "Their name and the question. One that waits is closed.",
            "That somebody asked, at which step and when."),
    Holding("Answers to their questions", rows_of(AdviceReply, "request__asker"),
            "words at",
            "The words, which may repeat the question.",
            "That one was given, and when."),
    Holding("Answers kept for others", rows_of(SavedAnswer, "kept_from__request__asker"),
            "question answer",
            "Where it came from, and a heading in their words.",
            "The answer. An organiser wrote it for everybody."),
    Holding("Mail to them", mails_to,
            "kind to subject message state sent_at delivered_at returned_as",
            "The words, the subject and the address. What has not gone is not sent, and the links in it end.",
            "That a mail of this kind went, and when."),
    Holding("What the mail company said of it", rows_of(DeliveryNote, "email__recipient"),
            "kind words at",
            "Its words.",
            "Whether the mail arrived."),
    Holding("Mail to others that introduced them", mails_that_introduce,
            "clp__name sent_at",
            "The words, which name them.",
            "That it went, and when."),
    Holding("Mail to come", rows_of(Reminder, "recipient"),
            "kind clp__name due_at", WHOLE),
    Holding("Letters to groups that they were to get", rows_of(LetterRecipient, "person"),
            "letter__subject clp__name letter__send_at", WHOLE),
    Holding("Mail from them", lambda person: mails_from(person, person.email),
            "sender sender_name subject text attachments received_at suggestion", WHOLE),
    Holding("Mail from them that nobody has read yet", lambda person: mails_unread_from(person.email),
            "content received_at", WHOLE),
    Holding("Wishes for less mail", rows_of(Stop, "person"),
            "clp__name kind at",
            "All of it. No address is left to write to."),
    Holding("That mail came back or was complained of", rows_by_address(Suppression, "address"),
            "reason detail since lifted_at",
            "All of it. To keep it we should have to keep the address."),
    Holding("Secretary of a CLP or branch", rows_by_address(Secretary, "email"),
            "name email clp__name branch__name known_since how_known left_on", WHOLE),
    Holding("What was known of them before a spreadsheet was imported", rows_by_address(ImportedLine, "email"),
            "name email known_since how_known", WHOLE),
    Holding("Calls to them", rows_of(Call, "person"),
            "clp__name result call_back_on words at",
            "The words, and that it was they who were called.",
            "That somebody there was called, when, and what came of it."),
    Holding("That an organiser has them in hand to call", rows_of(CallHold, "person"),
            "until", WHOLE),
    Holding("Second factors to sign in with", rows_of(Authenticator, "user"),
            "type created_at last_used_at", WHOLE),
    Holding("Where they were signed in", rows_of(UserSession, "user"),
            "ip user_agent created_at", "All of it. Of the address only the network is kept."),
    Holding("Another address that they asked for", rows_of(AddressChange, "person"),
            "new_email until", WHOLE),
    Holding("Invitation to organise", rows_by_address(Invitation, "email"),
            "name email role invited_at until", WHOLE),
    Holding("Delegate to conference", rows_by_address(Delegate, "email"),
            "name email phone entry__clp__name known_since how_known agreed_on how_agreed",
            "Name, address, telephone, how we know, and what they agreed to.",
            "That the CLP has a delegate."),
    Holding("Contact in a union or society", rows_by_address(AffiliateContact, "email"),
            "name email affiliate__name known_since how_known",
            "Name, address, and how we know.",
            "That we knew somebody there."),
    Holding("What they did, in the record", rows_of(Event, "by"),
            "kind clp__name at", "",
            "What happened and when. It is nobody’s any more."),
    Holding("Notes that they wrote as an organiser", rows_of(Note, "by"),
            "words clp__name at", "",
            "The words, which are about a CLP. They are nobody’s any more."),
    Holding("Calls that they made as an organiser", rows_of(Call, "by"),
            "clp__name result at", "",
            "What came of them. They are nobody’s any more."),
    Holding("People whom they had in hand to call", rows_of(CallHold, "by"),
            "until", WHOLE),
    Holding("Letters to groups that they wrote as an organiser", rows_of(GroupLetter, "made_by"),
            "subject body made_at", "",
            "The letter. It is nobody’s any more."),
    Holding("CLPs that they looked after", rows_of(Ownership, "owner"),
            "clp__name at", "",
            "Since when, and nobody’s any more."),
    Holding("Unions and societies that they looked after", rows_of(Affiliation, "owner"),
            "affiliate__name since", "That it was theirs.", "How far it has come."),
    Holding("Questions that they were to answer", rows_of(AdviceRequest, "owner"),
            "step clp__name asked_at", "That it was theirs.", "The question, which is somebody else’s."),
    Holding("What they had taken to see to", rows_of(AttentionMark, "assigned_to"),
            "kind clp__name changed_at", "That it was theirs.", "What there is to see to."),
    Holding("Their calendar of meetings", rows_of(MeetingsFeed, "organiser"),
            "made_at", WHOLE),
    Holding("What admins changed about them", history_of,
            "change_message action_time",
            "Their name.",
            "What was changed, and when."),
)
# fmt: on
