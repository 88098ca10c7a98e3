"""What is sent, to whom, when, until when, and what stops it: one table, at the end of this file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from campaign.mail.enums import MailKind
from campaign.mail.reminders import buttons
from campaign.mail.reminders import conditions as only
from campaign.mail.reminders.facts import (
    AboutYouFacts,
    AdviceFacts,
    AppealFacts,
    ChampionFacts,
    ContradictionFacts,
    EventFacts,
    Facts,
    LeavingFacts,
    LetterFacts,
    NoticeFacts,
    OfferFacts,
    OrganiserFacts,
    PersonFacts,
    SpeakerFacts,
    SubmissionFacts,
)
from campaign.mail.reminders.facts.organisers import MORNING
from campaign.mail.reminders.schedules import (
    AtOnce,
    AtOnceAndAfter,
    DaysAfter,
    DaysBefore,
    EachMorning,
    Schedule,
    UntilDeadline,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRule:
    """One line of the table."""

    kind: MailKind
    # What it is decided from, and what that must say. What stops it is the same said the other way round: it is asked
    # when the mail is planned, again when it is written, and again when it is sent.
    about: type[Facts]
    only_while: Callable[[Any], bool]
    stops: str
    due: Schedule
    # How many days before or after, unless the campaign says otherwise.
    days: Sequence[int] = ()
    link: buttons.Link
    # In words, for the table that organisers read.
    to: str = "Whoever reported it"
    # An answer to what its reader has just done: sent whatever else goes that day, and whatever they asked to stop.
    is_answer: bool = False
    # It neither waits for another reminder of that day nor makes one wait.
    stands_apart: bool = False
    # It waits for nothing itself, but another reminder of that day waits for it.
    makes_others_wait: bool = False
    # Its address is not known to be the recipient's own.
    to_strangers: bool = False


# A link to confirm expires after as long: see motions.models.links.
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
FORTNIGHT = timedelta(days=14)

# The order is that of importance: of two reminders for one person on one day, the first goes and the other waits.
TABLE = (
    MailRule(
        kind=MailKind.CONFIRM,
        about=SubmissionFacts,
        only_while=only.awaits_confirmation,
        stops="The address is confirmed, or the report is withdrawn.",
        due=AtOnce("reported_at", WEEK),
        link=buttons.CONFIRM,
        is_answer=True,
        to_strangers=True,
    ),
    MailRule(
        kind=MailKind.CONFIRM,
        about=EventFacts,
        only_while=only.link_to_confirm_is_asked_for,
        stops="The address is confirmed, or the report is withdrawn.",
        due=AtOnce("at", WEEK),
        link=buttons.CONFIRM,
        is_answer=True,
        to_strangers=True,
    ),
    MailRule(
        kind=MailKind.CHAMPION_CONFIRM,
        about=EventFacts,
        only_while=only.offer_awaits_confirmation,
        stops="The address is confirmed, or the offer is withdrawn.",
        due=AtOnce("at", WEEK),
        link=buttons.CHAMPION_CONFIRM,
        to="Whoever said that they will take it",
        is_answer=True,
        to_strangers=True,
    ),
    MailRule(
        kind=MailKind.OFFER_CONFIRM,
        about=OfferFacts,
        only_while=only.help_awaits_confirmation,
        stops="The address is confirmed, or the offer is withdrawn.",
        due=AtOnce("at", WEEK),
        link=buttons.OFFER_CONFIRM,
        to="Whoever offered to help in a union or society",
        is_answer=True,
        to_strangers=True,
    ),
    MailRule(
        kind=MailKind.SPEAKER_CONFIRM,
        about=SpeakerFacts,
        only_while=only.speaker_awaits_confirmation,
        stops="The address is confirmed, or the offer is withdrawn.",
        due=AtOnce("at", WEEK),
        link=buttons.SPEAKER,
        to="Whoever offered to speak",
        is_answer=True,
        to_strangers=True,
    ),
    MailRule(
        kind=MailKind.SPEAKER_WANTED,
        about=SpeakerFacts,
        only_while=only.wish_awaits_confirmation,
        stops="It is confirmed, or taken back, or the day is over.",
        due=AtOnce("at", WEEK, before="ends_at"),
        link=buttons.SPEAKER_WISH,
        to="Whoever wants a speaker for a CLP",
        is_answer=True,
        to_strangers=True,
    ),
    MailRule(
        kind=MailKind.RECEIPT,
        about=SubmissionFacts,
        only_while=only.report_stands,
        stops="The report is withdrawn.",
        due=AtOnce("confirmed_at", WEEK),
        link=buttons.MANAGE,
        is_answer=True,
    ),
    MailRule(
        kind=MailKind.RECEIPT,
        about=EventFacts,
        only_while=only.link_to_report_is_asked_for,
        stops="The report is withdrawn.",
        due=AtOnce("at", WEEK),
        link=buttons.MANAGE,
        is_answer=True,
    ),
    MailRule(
        kind=MailKind.MEETING_MOVED,
        about=EventFacts,
        only_while=only.meeting_has_moved,
        stops="It moves again: then a newer calendar file goes instead.",
        due=AtOnce("at", WEEK),
        link=buttons.MANAGE,
        is_answer=True,
    ),
    MailRule(
        kind=MailKind.CALLED_OFF,
        about=NoticeFacts,
        only_while=only.conference_is_news,
        stops="It takes place after all, or is off again.",
        due=AtOnce("at", FORTNIGHT),
        link=buttons.OWN,
        to="Everybody who took part",
        is_answer=True,
        makes_others_wait=True,
    ),
    MailRule(
        kind=MailKind.SUSPENDED,
        about=NoticeFacts,
        only_while=only.meetings_are_news,
        stops="It is changed again: then that is told instead.",
        due=AtOnce("at", FORTNIGHT),
        link=buttons.OWN,
        to="Whoever waits for a meeting there",
        is_answer=True,
        makes_others_wait=True,
    ),
    MailRule(
        kind=MailKind.DEADLINE_MOVED,
        about=NoticeFacts,
        only_while=only.deadline_is_news,
        stops="It moves again: then that is told instead.",
        due=AtOnce("at", FORTNIGHT),
        link=buttons.OWN,
        to="Whoever has still to get the motion to conference",
        is_answer=True,
        makes_others_wait=True,
    ),
    MailRule(
        kind=MailKind.CHAMPION_RECEIPT,
        about=EventFacts,
        only_while=only.champion_is_to_have_the_link,
        stops="The offer is withdrawn.",
        due=AtOnce("at", WEEK),
        link=buttons.CHAMPION,
        to="The champion",
        is_answer=True,
    ),
    MailRule(
        kind=MailKind.ADVICE,
        about=AdviceFacts,
        only_while=only.was_answered,
        stops="Nothing: they asked.",
        due=AtOnce("at", WEEK),
        link=buttons.HELP,
        to="Whoever asked",
        is_answer=True,
    ),
    MailRule(
        kind=MailKind.ABOUT_YOU,
        about=AboutYouFacts,
        only_while=only.was_asked_for,
        stops="Nothing: they asked.",
        due=AtOnce("at", DAY),
        link=buttons.ABOUT_YOU,
        to="Whoever asked, by the link in another mail",
        is_answer=True,
    ),
    MailRule(
        kind=MailKind.INTRODUCTION,
        about=EventFacts,
        only_while=only.champion_was_introduced,
        stops="The offer is withdrawn.",
        due=AtOnce("at", WEEK),
        link=buttons.CHAMPION,
        to="Both champions, who agreed to it",
        is_answer=True,
    ),
    MailRule(
        kind=MailKind.SPEAKER_MET,
        about=SpeakerFacts,
        only_while=only.speaker_was_introduced,
        stops="One of them takes it back.",
        due=AtOnce("at", WEEK, before="ends_at"),
        link=buttons.SPEAKER,
        to="A speaker who said yes, and whoever asked for one",
        is_answer=True,
    ),
    MailRule(
        kind=MailKind.SPEAKER_ASKED,
        about=SpeakerFacts,
        only_while=only.speaker_has_not_answered,
        stops="They answer, another is found, the CLP takes it back, or the day is over.",
        due=AtOnceAndAfter("at", FORTNIGHT, "ends_at"),
        days=(3,),
        link=buttons.SPEAKER,
        to="A speaker whom an organiser asks",
    ),
    MailRule(
        kind=MailKind.MEETING_NEAR,
        about=SubmissionFacts,
        only_while=only.awaits_outcome,
        stops="There is an outcome, or the meeting is off, moved or barred. Of one that hears it again, only once.",
        due=DaysBefore("meeting_on", ends_at="meeting_time", once="is_heard_again"),
        days=(7, 1),
        link=buttons.MANAGE,
    ),
    MailRule(
        kind=MailKind.OUTCOME_DUE,
        about=SubmissionFacts,
        only_while=only.awaits_outcome,
        stops="There is an outcome, whatever it is.",
        due=DaysAfter("meeting_on", WEEK),
        days=(1,),
        link=buttons.OUTCOME,
    ),
    MailRule(
        kind=MailKind.CHASE,
        about=SubmissionFacts,
        only_while=only.awaits_outcome,
        stops="There is an outcome, whatever it is. After the last one an organiser takes over.",
        due=DaysAfter("meeting_on", WEEK),
        days=(4, 8),
        link=buttons.OUTCOME,
    ),
    MailRule(
        kind=MailKind.TOLD_OTHERWISE,
        about=ContradictionFacts,
        only_while=only.is_not_settled,
        stops="One of the two reports is checked, corrected or withdrawn, or both are put together.",
        due=AtOnce("opposed_at", FORTNIGHT),
        link=buttons.MANAGE,
        to="Whoever told us first how a CLP voted",
    ),
    MailRule(
        kind=MailKind.APPEAL_ASKED,
        about=AppealFacts,
        only_while=only.appeal_is_to_be_decided,
        stops="We are told whether the CLP appeals, the ruling is taken back, or the time for appeals is over.",
        due=AtOnce("ruled_out_at", WEEK, name="ruling", before="closes_at"),
        link=buttons.APPEAL,
        to="Whoever reported that the CLP carried it",
    ),
    MailRule(
        kind=MailKind.APPEAL_DUE,
        about=AppealFacts,
        only_while=only.appeal_is_still_to_come,
        stops="The appeal has gone, the CLP lets it be, or the time for appeals is over.",
        due=DaysBefore("closes_on", ends_at="closes_time"),
        days=(1,),
        link=buttons.APPEAL,
        to="Whoever reported that the CLP carried it",
    ),
    MailRule(
        kind=MailKind.ENTRY_DUE,
        about=SubmissionFacts,
        only_while=only.waits_for_conference,
        stops="It was sent to conference, or the deadline has passed.",
        due=UntilDeadline("carried_on", "opens_on", "deadline", most="room"),
        days=(2,),
        link=buttons.SENT,
    ),
    MailRule(
        kind=MailKind.LAST_SAFE_DAY,
        about=ChampionFacts,
        only_while=only.can_still_be_heard,
        stops="They have sent it, or withdrawn, or meetings are suspended on that day.",
        due=DaysBefore("last_safe_day"),
        days=(7, 2),
        link=buttons.CHAMPION_SEND,
        to="The champion",
    ),
    MailRule(
        kind=MailKind.TEXT_CHANGED,
        about=ChampionFacts,
        only_while=only.holds_an_old_text,
        stops="They have sent it, withdrawn, or fetched the new text.",
        due=AtOnce("outdated_since", FORTNIGHT, name="newer_text"),
        link=buttons.CHAMPION_TEXT,
        to="Champions who hold an older text",
    ),
    MailRule(
        kind=MailKind.NEWER_TEXT,
        about=SubmissionFacts,
        only_while=only.waits_with_an_old_text,
        stops="There is an outcome, or the report is withdrawn.",
        due=AtOnce("current_since", FORTNIGHT, name="newer_text"),
        link=buttons.MANAGE,
        to="Reporters whose motion waits with an older text",
    ),
    MailRule(
        kind=MailKind.BRANCH_CARRIED,
        about=SubmissionFacts,
        only_while=only.waits_for_the_clp,
        stops="It was sent on to the CLP, or the deadline has passed.",
        due=AtOnceAndAfter("adopted_at", FORTNIGHT, "deadline"),
        days=(5,),
        link=buttons.ONWARD,
    ),
    MailRule(
        kind=MailKind.MEETING_UNKNOWN,
        about=SubmissionFacts,
        only_while=only.has_no_date,
        stops="The date of the meeting is known.",
        due=DaysAfter("undated_since", FORTNIGHT),
        days=(7,),
        link=buttons.CHANGE,
    ),
    MailRule(
        kind=MailKind.MEETING_AGAIN,
        about=SubmissionFacts,
        only_while=only.meeting_was_suspended,
        stops="A new date is known, there is an outcome, or meetings are suspended for longer.",
        due=DaysAfter("barred_until", FORTNIGHT),
        days=(1, 8),
        link=buttons.CHANGE,
    ),
    MailRule(
        kind=MailKind.NUDGE,
        about=ChampionFacts,
        only_while=only.has_still_to_send,
        stops="They have sent it, or withdrawn.",
        due=DaysAfter("idle_since", FORTNIGHT),
        days=(4,),
        link=buttons.CHAMPION_SEND,
        to="The champion",
    ),
    MailRule(
        kind=MailKind.BEFORE_CONFERENCE,
        about=PersonFacts,
        only_while=only.took_part,
        stops="Conference begins.",
        due=DaysBefore("starts_on"),
        days=(7,),
        link=buttons.PROGRESS,
        to="Everybody who took part",
    ),
    MailRule(
        kind=MailKind.AFTER_CONFERENCE,
        about=PersonFacts,
        only_while=only.took_part,
        stops="A week has passed.",
        due=DaysAfter("ends_on", WEEK),
        days=(2,),
        link=buttons.PROGRESS,
        to="Everybody who took part",
    ),
    MailRule(
        kind=MailKind.GROUP_LETTER,
        about=LetterFacts,
        only_while=only.letter_stands,
        stops="An organiser calls it off.",
        due=AtOnce("send_at", WEEK),
        link=buttons.PROGRESS,
        to="The group that an organiser chose",
    ),
    MailRule(
        kind=MailKind.LEAVING,
        about=LeavingFacts,
        only_while=only.is_to_be_told,
        stops="They take part again, or asked for no more mail.",
        due=AtOnce("told_at", WEEK),
        link=buttons.ABOUT_YOU,
        to="Whoever took part, a month before their details go",
        is_answer=True,
    ),
    MailRule(
        kind=MailKind.DIGEST,
        about=OrganiserFacts,
        only_while=only.has_something_to_see_to,
        stops="Everything in their regions is seen to.",
        due=EachMorning("day", MORNING),
        link=buttons.DESK,
        to="Each organiser, about their regions",
        stands_apart=True,
    ),
)

# A kind that is sent for two reasons has two lines, alike in everything that is asked of it here.
KINDS: Mapping[MailKind, MailRule] = {kind.kind: kind for kind in TABLE}
RANKS: Mapping[str, int] = {kind.kind.value: rank for rank, kind in enumerate(TABLE)}
