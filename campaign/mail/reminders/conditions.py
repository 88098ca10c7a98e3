"""What must be so for each kind of mail: questions to facts, named for the answer yes."""

from campaign.mail.reminders.facts import (
    AboutYouFacts,
    AdviceFacts,
    AppealFacts,
    ChampionFacts,
    ContradictionFacts,
    EventFacts,
    LeavingFacts,
    LetterFacts,
    NoticeFacts,
    OfferFacts,
    OrganiserFacts,
    PersonFacts,
    SpeakerFacts,
    SubmissionFacts,
)
from campaign.mail.reminders.facts.notices import OF_CONFERENCES, OF_SUSPENSIONS
from motions.enums import (
    COUNTED_STATES,
    AppealChoice,
    ChampionState,
    EventKind,
    OfferState,
    SubmissionState,
)


def awaits_confirmation(one: SubmissionFacts) -> bool:
    """Somebody typed an address that is not confirmed yet."""
    return one.state == SubmissionState.AWAITING_CONFIRMATION


def report_stands(one: SubmissionFacts) -> bool:
    """The report is confirmed and still stands."""
    return one.is_counted


def letter_stands(one: LetterFacts) -> bool:
    """An organiser sent it on its way, and nobody called it off."""
    return one.stands


def has_no_date(one: SubmissionFacts) -> bool:
    """The outcome is to come, and we do not know when."""
    return one.is_live and one.meeting_on is None


def awaits_outcome(one: SubmissionFacts) -> bool:
    """The outcome is to come, of a meeting whose date we know, and which can be held on it."""
    return one.is_live and one.meeting_on is not None and not one.barred


def meeting_was_suspended(one: SubmissionFacts) -> bool:
    """Its meeting falls into a time in which none can be held: it needs another date afterwards."""
    return one.is_live and one.barred is not None


def is_not_settled(one: ContradictionFacts) -> bool:
    """Somebody else told the opposite of their report later, and nobody has checked which of the two is right."""
    return one.opposed_at is not None


def appeal_is_to_be_decided(one: AppealFacts) -> bool:
    """It was ruled out, and nobody has told us whether the CLP appeals."""
    return one.choice is None and one.room > 0


def appeal_is_still_to_come(one: AppealFacts) -> bool:
    """It was ruled out, and we have heard neither that the CLP lets it be nor that its appeal has gone."""
    return one.choice != AppealChoice.NO and one.room > 1


def waits_for_the_clp(one: SubmissionFacts) -> bool:
    """A branch carried the conference motion, and nobody has told us that it went on to the CLP."""
    return one.waits_for_the_clp


def waits_for_conference(one: SubmissionFacts) -> bool:
    """The CLP carried it as its conference motion, and nobody has told us that it went to conference."""
    return one.waits_for_conference


def link_to_confirm_is_asked_for(one: EventFacts) -> bool:
    """Somebody lost the link to confirm, and has not confirmed yet."""
    return one.kind == EventKind.CONFIRM_LINK_ASKED and one.submission_state == SubmissionState.AWAITING_CONFIRMATION


def link_to_report_is_asked_for(one: EventFacts) -> bool:
    """Somebody lost the link to their report, which still stands."""
    return one.kind == EventKind.REPORT_LINK_ASKED and one.submission_state in COUNTED_STATES


def meeting_has_moved(one: EventFacts) -> bool:
    """A meeting that we sent a calendar file about was moved, held before or called off, or its report taken back."""
    return one.is_moved or one.is_over or one.is_off


def offer_awaits_confirmation(one: EventFacts) -> bool:
    """Somebody typed an address and said that they will take it."""
    return one.kind == EventKind.CHAMPION_OFFERED and one.champion_state == ChampionState.AWAITING_CONFIRMATION


def champion_is_to_have_the_link(one: EventFacts) -> bool:
    """A champion has just confirmed, or says it again and has lost the link."""
    confirmed_at = one.champion_confirmed_at
    confirms = one.kind == EventKind.CHAMPION_FOUND and one.by_themselves
    says_it_again = one.kind == EventKind.CHAMPION_OFFERED and (confirmed_at is None or confirmed_at < one.at)
    return (confirms or says_it_again) and one.champion_state == ChampionState.ACTIVE


def meetings_are_news(one: NoticeFacts) -> bool:
    """Meetings are suspended where something of theirs waits for one, or otherwise than they know."""
    return one.news.kind in OF_SUSPENSIONS and one.is_news and not one.is_stopped


def deadline_is_news(one: NoticeFacts) -> bool:
    """The deadline is another than they know, and they have still something to get there."""
    return one.news.kind == EventKind.DEADLINE_MOVED and one.is_news and not one.is_stopped


def conference_is_news(one: NoticeFacts) -> bool:
    """The conference that they took part in is off, or on after all, and they do not know."""
    return one.news.kind in OF_CONFERENCES and one.is_news and not one.is_stopped


def champion_was_introduced(one: EventFacts) -> bool:
    """Two champions agreed to be put in touch, and an organiser did so."""
    return one.kind == EventKind.CHAMPIONS_INTRODUCED and one.champion_state == ChampionState.ACTIVE


def help_awaits_confirmation(one: OfferFacts) -> bool:
    """Somebody typed an address and offered to help in a union or society."""
    return one.state == OfferState.AWAITING_CONFIRMATION


def speaker_awaits_confirmation(one: SpeakerFacts) -> bool:
    """Somebody typed an address and offered to speak."""
    return one.kind == EventKind.SPEAKER_OFFERED and one.stands


def wish_awaits_confirmation(one: SpeakerFacts) -> bool:
    """Somebody wants a speaker for a CLP, and has not confirmed it by our mail."""
    return one.kind == EventKind.SPEAKER_WANTED and one.stands


def speaker_has_not_answered(one: SpeakerFacts) -> bool:
    """A speaker was asked for a meeting still to come, and has said neither yes nor no."""
    return one.kind == EventKind.SPEAKER_ASKED and one.stands


def speaker_was_introduced(one: SpeakerFacts) -> bool:
    """A speaker said yes to whoever asked for one, both agreed to be introduced, and neither has taken it back."""
    return one.kind == EventKind.SPEAKER_INTRODUCED and one.stands


def has_still_to_send(one: ChampionFacts) -> bool:
    """They said that they would take it, and we have not heard that it went."""
    return one.has_still_to_send


def can_still_be_heard(one: ChampionFacts) -> bool:
    """They have still to send it, and on the last safe day meetings can be held that hear it."""
    return one.has_still_to_send and not one.suspensions.barring(one.region_id, one.last_safe_day)


def holds_an_old_text(one: ChampionFacts) -> bool:
    """A newer text was published after the one they hold, and theirs has not gone yet."""
    return one.has_still_to_send and 0 < one.text_number < one.current_number


def waits_with_an_old_text(one: SubmissionFacts) -> bool:
    """A newer text was published after the one that they sent, and no meeting has decided on theirs yet."""
    return one.is_live and one.text_number < one.current_number


def took_part(one: PersonFacts) -> bool:
    """They sent the motion, or said that they would: that is how they come to be here."""
    return bool(one.recipient_id)


def is_to_be_told(one: LeavingFacts) -> bool:
    """Their time is nearly over, and they never said that they want no more of our mail."""
    return not one.is_stopped


def was_answered(one: AdviceFacts) -> bool:
    """An organiser answered their question; that cannot be undone."""
    return bool(one.event_id)


def was_asked_for(one: AboutYouFacts) -> bool:
    """They asked for what we hold about them; that cannot be undone."""
    return bool(one.event_id)


def has_something_to_see_to(one: OrganiserFacts) -> bool:
    """Something in their regions has to be seen to today or this week."""
    return one.has_something
