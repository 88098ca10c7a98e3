"""Somebody of whom everything is held that can be, and a look through the whole database for what is left of them."""

import json
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import BinaryField
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.desk.calls.actions import record_call, take_person
from campaign.desk.enums import CallResult
from campaign.desk.exports.actions import make_meetings_feed
from campaign.desk.models import AttentionMark, Import
from campaign.desk.privacy.requests import ask_about_oneself
from campaign.desk.story.actions import add_note, set_owner
from campaign.mail.enums import EmailState, SuppressionReason
from campaign.mail.group_letters import Addressee, send_letter, write_letter
from campaign.mail.inbound.filing import file_mail
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.inbound.waiting import keep
from campaign.mail.models import DeliveryNote, Email, InboundMail, MailPause
from campaign.mail.outbox import queue
from campaign.mail.outbox.preferences import new_link, stop_this
from campaign.mail.outbox.stored_mail import read
from campaign.mail.outbox.suppression import suppress
from campaign.mail.reminders.planner import plan
from campaign.sign_in.actions import invite
from campaign.sign_in.models import AddressChange
from clps.models import Affiliate, Secretary
from motions.actions.advice import answer_advice, keep_answer, take_advice
from motions.actions.affiliates import Person, change_affiliation, move_affiliate, record_contact
from motions.actions.champions import introduce_champions
from motions.actions.delegates import DelegateContact, record_agreement, record_delegate
from motions.actions.entries import Hearing, move_entry, record_sent
from motions.actions.merging import merge_submissions, undo_merge
from motions.actions.offers import Help, confirm_offer, make_offer
from motions.actions.reports import GivenNumber, change_number
from motions.actions.speaker_wishes import Wanted, confirm_wish, want_speaker
from motions.actions.speakers import SpeakerTerms, accept_asking, ask_speaker, confirm_speaker, offer_to_speak
from motions.actions.votes import Result, record_vote
from motions.affiliate_workflow import AffiliateAct
from motions.enums import AffiliateRoute, LinkPurpose, Outcome, Purpose
from motions.models import Campaign, SavedAnswer, Submission, SubmissionLink
from motions.workflow import EntryAct
from tests.factories import (
    CLPFactory,
    UserFactory,
    make_champion,
    make_question,
    make_speaker,
    make_submission,
    make_wish,
)

MET_ON = date(2027, 6, 1)


class Somebody:
    """A person by name, address and one word that all their words hold; `first` is how they are called for short."""

    def __init__(self, motion, name, email, word):
        self.motion, self.name, self.email, self.word = motion, name, email, word
        self.first, self.phone = name.split()[0], f"01234 56789{len(word)}"
        self.organiser = UserFactory(name="Olive Organiser", is_staff=True)
        self.clps = CLPFactory.create_batch(6)

    @property
    def needles(self):
        return [self.email, self.name, self.first, self.word, self.phone]

    def does_everything(self) -> User:
        self.reports()
        person = User.objects.get(email=self.email)
        self.takes_it(person)
        self.asks()
        self.helps(person)
        self.is_recorded()
        self.is_named_by_others()
        self.organised(person)
        self.mails(person)
        person.refresh_from_db()
        return person

    def reports(self):
        """Reports: one with an outcome in words, one that was carried and sent on, one that is not confirmed."""
        other, carried, doubtful, *_ = self.clps
        told = make_submission(self.motion, other, email=self.email, meeting_on=date(2027, 6, 20))
        told.reporter_name = self.name
        told.save()
        record_vote(told, Result(outcome=Outcome.OTHER, held_on=MET_ON, words=f"Odd: {self.word}."), by=told.activist)
        sent = make_submission(self.motion, carried, email=self.email)
        record_vote(
            sent,
            Result(outcome=Outcome.CARRIED_AS_AMENDED, held_on=MET_ON, purpose=Purpose.CONFERENCE, votes_for=9,
                   votes_against=1, amended_text="Conference resolves otherwise.", words=f"Nice {self.word}."),
            by=sent.activist,
        )  # fmt: skip
        self.entry = record_sent(motion=self.motion, clp=carried, sent_on=MET_ON, by=None, submission=sent)
        Submission.objects.filter(pk=sent.pk).update(reporter_name=self.first)
        # Somebody else's: a second of their own would go behind the first by itself.
        again = make_submission(self.motion, carried)
        record_vote(again, Result(outcome=Outcome.CARRIED_AS_AMENDED, held_on=MET_ON, purpose=Purpose.CONFERENCE,
                    amended_text="Conference resolves otherwise."), by=again.activist)  # fmt: skip
        reason = f"{self.name} told both."
        undo_merge(merge_submissions(sent, again, by=self.organiser, reason=reason), by=self.organiser, reason=reason)
        change_number(sent, GivenNumber(self.phone, "Ring me."))
        make_submission(self.motion, doubtful, email=self.email, confirmed=False)
        User.objects.filter(email=self.email).update(name=self.name, last_login=timezone.now())

    def takes_it(self, person):
        *_, mine, unconfirmed = self.clps
        given = {"email": self.email, "name": self.name}
        me = make_champion(self.motion, mine, may_introduce=True, **given)
        SubmissionLink.objects.mint(me, LinkPurpose.CHAMPION_MANAGE)
        other = make_champion(self.motion, mine, may_introduce=True)
        introduce_champions(me, other, by=self.organiser)
        make_champion(self.motion, unconfirmed, confirmed=False, **given)

    def asks(self):
        asked = make_question(email=self.email, name=self.name, question=f"Where is {self.word}?")
        take_advice(asked, by=self.organiser)
        reply = answer_advice(asked, f"You ask for {self.word}: look there.", by=self.organiser)
        saved = keep_answer(reply)
        saved.answer = "Look there."
        saved.save()
        make_question(email=self.email, name=self.first, question=f"And {self.word}?")

    def helps(self, person):
        offer = make_offer(
            self.motion,
            Help(other_affiliate=f"Union of {self.word}", message=f"I am {self.name}, {self.word}."),
            name=self.name,
            email=self.email,
            consent="Yes.",
        )
        confirm_offer(SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM))
        SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM)
        given = {"name": self.name, "email": self.email}
        terms = SpeakerTerms(
            regions=(self.clps[0].region,),
            evenings=(1,),
            in_person=True,
            by_video=False,
            message=f"I am {self.name}, {self.word}.",
        )
        speaker = confirm_speaker(offer_to_speak(self.motion, terms, consent=f"I, {self.name}, agree.", **given))
        wanted = Wanted(on=timezone.localdate() + timedelta(days=40), message=f"Ask {self.first}, {self.word}.")
        consent = f"I, {self.name}, agree."
        wish = confirm_wish(want_speaker(self.motion, self.clps[0], wanted, consent=consent, **given))
        SubmissionLink.objects.mint(speaker, LinkPurpose.SPEAKER)
        SubmissionLink.objects.mint(wish, LinkPurpose.SPEAKER_WISH)
        # Each with somebody else.
        accept_asking(ask_speaker(make_wish(self.motion, self.clps[1]), speaker, by=self.organiser))
        accept_asking(ask_speaker(wish, make_speaker(self.motion, [self.clps[0].region]), by=self.organiser))

    def is_recorded(self):
        """As a delegate, as a contact, as a secretary, each under an address in other capitals."""
        email, how = self.email.title(), f"Rang about {self.word}."
        delegate = record_delegate(
            self.entry, DelegateContact(name=self.name, email=email, phone=self.phone, how_known=how), by=None
        )
        record_agreement(delegate, on=MET_ON, how=how, by=None)
        self.union, _ = Affiliate.objects.get_or_create(kind="union", name=f"Union {len(self.word)}")
        record_contact(self.motion, self.union, Person(name=self.name, email=email, how_known=how), by=None)
        Secretary.objects.create(clp=self.clps[0], name=self.name, email=email, known_since=MET_ON, how_known=how)
        person = User.objects.get(email=self.email)
        Authenticator.objects.create(user=person, type="webauthn", data={"name": f"{self.name}'s telephone"})
        UserSession.objects.create(user=person, ip="203.0.113.0", session_key=f"key{person.pk}", user_agent="Firefox")
        AddressChange.objects.create(
            person=person, new_email=f"new.{self.email}", old_digest=f"old{person.pk}", new_digest=f"new{person.pk}",
            until=timezone.now(),
        )  # fmt: skip
        invite(email=self.email, name=self.name, role=Role.ORGANISER, regions=None, by=None)
        # A file told of somebody new in their place: what it may be taken back by.
        later = Secretary.objects.create(clp=self.clps[0], name="Lee Later", known_since=MET_ON, how_known="A file.")
        made = Import.objects.create(kind="secretaries", motion=self.motion, added=0, changed=1, unchanged=0)
        made.lines.create(secretary=later, was_new=False, name=self.name, email=email, how_known=how)

    def is_named_by_others(self):
        """In notes, reasons, remarks, questions, mail and the admin's history."""
        clp, named = self.clps[0], f"{self.name.upper()} ({self.email})"
        add_note(clp=clp, motion=self.motion, words=f"{named} rang.", by=self.organiser)
        add_note(clp=clp, motion=self.motion, words=f"{self.first} rang again.", by=self.organiser)
        about = {"clp": clp, "motion": self.motion, "by": self.organiser}
        person = User.objects.get(email=self.email)
        record_call(**about, person=person, result=CallResult.SPOKE, words=f"Likes {self.word}.")
        other = make_submission(self.motion, clp).activist
        record_call(**about, person=other, result=CallResult.SPOKE, words=f"Ask {named}, or {self.first}.")
        take_person(person.pk, by=self.organiser)
        AttentionMark.objects.create(
            key=f"a-{clp.pk}", kind="stale", motion=self.motion, clp=clp, fingerprint="x", note=f"Ask {named}."
        )
        move_entry(
            self.entry, EntryAct.RULE_OUT, on=MET_ON, by=None, reason=f"{named} says so.", letter=f"Dear {named}"
        )
        move_entry(self.entry, EntryAct.APPEAL, on=MET_ON, by=None, reason=f"{named} writes it.")
        hearing = Hearing(on=MET_ON, place=f"Ask for {named}.", delegate=self.entry.delegates.get())
        move_entry(self.entry, EntryAct.ARRANGE_HEARING, on=MET_ON, by=None, hearing=hearing)
        move_entry(self.entry, EntryAct.LOSE_APPEAL, on=MET_ON, by=None)
        move_entry(self.entry, EntryAct.MOVE_REFERENCE_BACK, on=MET_ON, by=None, reason=f"{named} moves it.")
        make_question(question=f"Is {named} in our branch?")
        file_mail(Incoming(message_id=f"<{clp.pk}@third.example>", sender="third@example.org", text=f"Met {named}."))
        InboundMail.objects.filter(sender="third@example.org").update(note=f"Perhaps {named}.")
        SavedAnswer.objects.create(step="other", question="Whom do I ask?", answer=f"Ask {named}.")
        about = {"motion": self.motion, "subject": "A letter", "audience": {}, "by": self.organiser}
        letter = write_letter(None, body=f"{named} will speak.", **about)
        to_them = Addressee(person.pk, self.email, self.name, clp.pk)
        send_letter(letter, [to_them], at=timezone.now() + timedelta(days=60), by=self.organiser)
        MailPause.objects.create(by=self.organiser, why=f"{named} complained.", resumed_at=timezone.now())
        move_affiliate(
            self.motion, self.union, AffiliateAct.APPROACH, on=MET_ON, by=self.organiser, words=f"{named} wrote."
        )
        person = User.objects.get(email=self.email)
        LogEntry.objects.log_actions(self.organiser.pk, [person], CHANGE, f"Set {named}.", single_object=True)
        changed = [{"added": {"name": "person", "object": self.name}}]
        LogEntry.objects.log_actions(self.organiser.pk, [clp], CHANGE, changed, single_object=True)

    def organised(self, person):
        """They had a role once, and what goes with it."""
        person.set_password("a long enough password")
        person.save()
        person.give_role(Role.ORGANISER, regions=[self.clps[0].region])
        person = User.objects.get(pk=person.pk)
        add_note(clp=self.clps[0], motion=self.motion, words="The hall is cold.", by=person)
        set_owner(clp=self.clps[0], motion=self.motion, owner=person, by=person)
        write_letter(None, motion=self.motion, subject="Mine", body="Mine.", audience={}, by=person)
        other = make_submission(self.motion, self.clps[0]).activist
        record_call(clp=self.clps[0], motion=self.motion, person=other, by=person, result=CallResult.NO_ANSWER)
        take_person(other.pk, by=person)
        make_meetings_feed(by=person)
        take_advice(make_question(), by=person)
        AttentionMark.objects.filter(clp=self.clps[0]).update(assigned_to=person)
        change_affiliation(
            self.motion,
            self.union,
            route=AffiliateRoute.BY_STEPS,
            owner=person,
            notes=f"Ask {self.name}, {self.email}.",
            by=self.organiser,
        )
        person.give_role(Role.NONE)

    def mails(self, person):
        """Mail that went, waits, failed and is in hand; what came back, and what they wrote."""
        now = timezone.now()
        plan(now)
        queue.deliver(now)
        mine = Email.objects.filter(recipient=person, state=EmailState.SENT).order_by("pk")
        first, second, third, *_ = mine
        Email.objects.filter(pk=second.pk).update(
            state=EmailState.FAILED, last_error=f"The mail server said: 550 <{self.email}> unknown"
        )
        Email.objects.filter(pk=third.pk).update(state=EmailState.SENDING, claimed_at=now)
        DeliveryNote.objects.create(email=first, key=f"k{first.pk}", kind="deferred", words=self.email, at=now)
        Email.objects.filter(pk=first.pk).update(provider_id=f"for-{self.email}")
        stop_this(first)
        about = mine.filter(submission__isnull=False).first()
        file_mail(
            Incoming(
                message_id=f"<letter@{self.email}>",
                sender=self.email,
                sender_name=self.name,
                subject=f"Re: {self.word}",
                text=f"Passed 9 to 1, {self.word}.",
                html=f"<p>{self.word}</p>",
                attachments=({"name": f"{self.word}.doc", "type": "x", "size": 3},),
                answers=(about.message_id,),
            )
        )
        keep(Incoming(message_id=f"<late@{self.email}>", sender=self.email, text=f"One more thing, {self.word}."))
        suppress(self.email, reason=SuppressionReason.BOUNCED, detail=f"550 {self.email}", email=first)
        with_time_to_come = timezone.localdate() + timedelta(days=30)
        make_submission(self.motion, self.clps[3], email=self.email, meeting_on=with_time_to_come)
        plan(now)


def link_of(person) -> str:
    """Return the link in a mail to somebody, from the site's root: where they see to themselves."""
    link = new_link()
    mail = Email.objects.filter(recipient=person).first()
    Email.objects.filter(pk=mail.pk).update(stop_digest=link.digest)
    return link.path


def own_link_of(person) -> str:
    """Return the link that somebody asked for, from the site's root: it opens what is held about them."""
    ask_about_oneself(person, Campaign.objects.get())
    plan(timezone.now())
    link = new_link()
    assert Email.objects.filter(recipient=person, kind="about-you").update(stop_digest=link.digest) == 1
    return link.path


def remove_page(person) -> str:
    """Return the address of the page on which an admin removes somebody."""
    return reverse("admin:desk-person-remove", args=[person.pk])


def traces_of(needles) -> list[str]:
    """Return where any of these words stands, in whatever capitals, in any column of any model."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                text = _text(field, getattr(row, field.attname)).lower()
                found += [f"{model.__name__}.{field.name} {row.pk}: {one}" for one in needles if one.lower() in text]
    return found


def _text(field, value) -> str:
    if isinstance(field, BinaryField):
        mail = read(Email(message=value))
        files = [f"{one.name} {one.content!r}" for one in mail.attachments]
        return "\n".join([*(f"{name}: {said}" for name, said in mail.headers), mail.text, mail.html, *files])
    # As it stands, and as it reads where it holds JSON within text.
    plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return plain + plain.encode().decode("unicode_escape", "ignore") if "\\u" in plain else plain
