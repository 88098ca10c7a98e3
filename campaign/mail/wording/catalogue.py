"""What may be filled into a mail: each field with the variable of the templates that it stands for, said once."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEntry:
    """One field: as it stands in a wording, as it stands in our templates, and what it is."""

    name: str
    # More than one where different mails know the same thing by different ways.
    variables: tuple[str, ...]
    means: str
    # Every mail may have it, whether our own words for it do or not.
    everywhere: bool = False
    # An organiser wrote it, in Markdown.
    is_markdown: bool = False


def _field(name: str, *variables: str, means: str, everywhere: bool = False, is_markdown: bool = False) -> FieldEntry:
    return FieldEntry(name=name, variables=variables, means=means, everywhere=everywhere, is_markdown=is_markdown)


ENTRIES = (
    _field("campaign", "campaign.name", means="The campaign’s name.", everywhere=True),
    _field("campaign_address", "campaign.email", means="The campaign’s email address.", everywhere=True),
    _field("conference", "conference.name", means="The conference’s name.", everywhere=True),
    _field(
        "conference_day",
        'conference.starts_on|date:"l j F"',
        means="The day on which conference begins.",
        everywhere=True,
    ),
    _field("conference_date", 'conference.starts_on|date:"j F"', means="The same without the day of the week."),
    _field(
        "deadline_day",
        'conference.deadline|date:"l j F"',
        means="The last day on which motions can be sent to conference.",
        everywhere=True,
    ),
    _field(
        "deadline_time", 'conference.deadline|date:"H:i"', means="The hour at which motions close.", everywhere=True
    ),
    _field("site", "site", means="The address of this site.", everywhere=True),
    _field("greeting", "greeting", means="“Hello” and their name, or “Hello,” where we know none."),
    _field("clp", "clp.name", "submission.clp.name", means="The CLP’s name, without “CLP”."),
    _field("branch", "submission.branch.name", means="The branch’s name, without “branch”."),
    _field("body", "submission.body_name", means="Who meets about it: the CLP or the branch, in full."),
    _field("motion_title", "title", means="The title of the motion."),
    _field("meeting_day", 'submission.meeting_on|date:"l j F"', means="The day of the meeting."),
    _field("meeting_date", 'submission.meeting_on|date:"j F"', means="The same without the day of the week."),
    _field("sent_day", 'submission.sent_on|date:"j F Y"', means="The day on which they sent the motion."),
    _field("last_safe_day", 'last_safe_day|date:"l j F"', means="The last day that leaves time for notice."),
    _field("old_deadline", "was", means="The deadline before it moved, with its hour."),
    _field("new_deadline", "deadline", means="The deadline that holds now, with its hour."),
    _field("days_to_confirm", "confirm_days", means="For how many days the link works."),
    _field("asked_day", 'asked_on|date:"j F"', means="The day on which they asked."),
    _field("answer", "answer", means="The organiser’s answer, with its formatting.", is_markdown=True),
    _field("carried", "progress.carried", means="How many CLPs have carried the motion for conference."),
    _field("sent", "progress.sent", means="How many of these have sent it to conference."),
    _field("clps", "progress.clps", means="How many CLPs there are."),
    _field("leaving_day", 'goes_on|date:"j F Y"', means="The day from which their details go."),
    _field("other_champion", "met.called", means="The name of the other whom they are introduced to."),
    _field("other_address", "met.activist.email", means="The email address of the other."),
    _field("speaking_day", 'wish.on|date:"l j F"', means="The day for which a speaker is wanted."),
    _field("speaking_date", 'wish.on|date:"j F"', means="The same without the day of the week."),
    _field("speaking_way", "wish.way_in_words", means="How the speaker is to be there."),
    _field("speaking_region", "wish.clp.region", means="The region that the CLP is in."),
    _field("new_version", "version.number", means="The number of the new text."),
    _field("new_title", "version.title", means="The title that the new text has."),
    _field(
        "their_version",
        "champion.version.number",
        "submission.version.number",
        means="The number of the text that they hold or sent.",
    ),
)
# Without these a mail that brings them would say nothing.
NEVER_LEFT_OUT = frozenset({"answer", "other_address", "what_to_see_to", "what_is_suspended", "why_it_is_off"})
BY_VARIABLE: Mapping[str, FieldEntry] = {variable: entry for entry in ENTRIES for variable in entry.variables}
# What the passages that depend on the case say, by the names of their blocks. They are in our own words.
PASSAGES: Mapping[str, str] = {
    "about_the_meeting": "When the meeting is and what to do then, or that we do not know its day yet.",
    "about_the_text": "That the text that was sent stands below, or where to find it if it is too long for a mail.",
    "after_the_branch": "Of a CLP’s vote after a branch’s: which branch carried it before. Else nothing.",
    "at_time": "“ at 19:30”, with a blank before it; nothing where we do not know the hour.",
    "how_it_came": "How the report came to us: by the form, or as a copy of an email.",
    "how_many": "How many things there are to see to, today or this week.",
    "if_it_is_wrong": "What to do if the date is wrong; nothing where the meeting is off.",
    "in_which_words": "Whether the email holds the words that the branch carried, or these are still missing.",
    "last_point": "The last point of a short speech: why it matters here, or what happens next.",
    "may_words_change": "What to answer whoever would change some words, by the conference’s limit.",
    "later_or_earlier": "“later” or “earlier”.",
    "who_met": "To the speaker, who wants them there; to whoever asked, who comes.",
    "who_sees_to_it": "What to settle with each other, as a speaker or as the CLP.",
    "why_it_comes": "Whether they offered to speak, or asked for a speaker.",
    "off_or_on": "That conference is called off, or takes place after all.",
    "suspended_where": "Where meetings are suspended and until when, or that they can be held again.",
    "too_long": "That the text as carried is over the conference’s limit. Nothing where it is not.",
    "what_changed": "What changed in the text, as the note beside it says. Nothing where there is no note.",
    "what_follows": "When we ask again, or what to do if it has not gone.",
    "until_then": "What we do not send until then, or, when it is over, to tell us the new date.",
    "what_is_left_to_do": "That there is nothing left to do, or, when it is on again, to tell us what has changed.",
    "what_is_suspended": "Where meetings are suspended, from when until when and why, or that it is over.",
    "what_it_means_here": "What it means for each thing of theirs, one on each line.",
    "what_opens": "What the button opens: their report, or their own page.",
    "why_it_is_off": "That conference is called off and why, or that it takes place after all.",
    "what_happened": "Whether the meeting moved, is off or was put right, and to which day.",
    "what_they_asked": "Their question. Nothing where anybody may have typed their address.",
    "what_to_ask": "By when motions can be sent, and what to ask the secretary now.",
    "what_to_do": "What has changed about the meeting, and what to do with the file and the motion.",
    "what_to_press": "What the button does: give the new date, or see the report.",
    "what_to_see_to": "The list: what needs attention, by region.",
    "what_was_told": "Whether they told us that it was carried or not, and that somebody else told the opposite.",
    "when_or_whether": "Whether they sent it, or, long before the deadline, when they will.",
    "which_grounds": "On which grounds the motion was ruled out, or that we do not know them yet.",
    "until_when_to_appeal": "Until when the CLP can appeal, or that its letter says so.",
    "last_moment": "Until which hour and day the CLP can appeal.",
    "said_of_the_appeal": "What we were told about the appeal, if anything.",
    "what_delegates_do": "What to ask delegates for: their vote in the ballot, where there is one, and their voice.",
    "while_it_is_safe": "The last safe day to send it or, once it is past, what can still be done.",
    "who_votes": "To go and speak or, where delegates alone vote, whom to ask to.",
    "who_votes_next": "Who votes after the branch: all members, the General Committee, or whichever it is.",
    "why_it_counts": "What to answer whoever says that it changes nothing.",
    "why_tonight": "What to answer whoever would look at it another time.",
}
