"""What mail is decided from: rows with everything that a kind may ask of them, read in one query for each subject.

Each module has one class of facts and two ways to read them: all that any mail may be due about, now or later, and
those that some mails are about, as they stand now.
"""

from collections.abc import Mapping
from types import ModuleType

from campaign.mail.reminders.facts import (
    about_you,
    advice,
    appeals,
    champions,
    contradictions,
    events,
    leaving,
    letters,
    notices,
    offers,
    organisers,
    people,
    speakers,
    submissions,
)
from campaign.mail.reminders.facts.about_you import AboutYouFacts
from campaign.mail.reminders.facts.advice import AdviceFacts
from campaign.mail.reminders.facts.appeals import AppealFacts
from campaign.mail.reminders.facts.base import Facts
from campaign.mail.reminders.facts.champions import ChampionFacts
from campaign.mail.reminders.facts.contradictions import ContradictionFacts
from campaign.mail.reminders.facts.events import EventFacts
from campaign.mail.reminders.facts.leaving import LeavingFacts
from campaign.mail.reminders.facts.letters import LetterFacts
from campaign.mail.reminders.facts.notices import NoticeFacts
from campaign.mail.reminders.facts.offers import OfferFacts
from campaign.mail.reminders.facts.organisers import OrganiserFacts
from campaign.mail.reminders.facts.people import PersonFacts
from campaign.mail.reminders.facts.speakers import SpeakerFacts
from campaign.mail.reminders.facts.submissions import SubmissionFacts

# Where each sort of facts is read. Of two reasons to tell one person the same thing, the one that is read first stays.
SOURCES: Mapping[type[Facts], ModuleType] = {
    SubmissionFacts: submissions,
    ContradictionFacts: contradictions,
    AppealFacts: appeals,
    ChampionFacts: champions,
    EventFacts: events,
    AdviceFacts: advice,
    OfferFacts: offers,
    SpeakerFacts: speakers,
    AboutYouFacts: about_you,
    PersonFacts: people,
    LetterFacts: letters,
    LeavingFacts: leaving,
    NoticeFacts: notices,
    OrganiserFacts: organisers,
}

__all__ = [
    "SOURCES",
    "AboutYouFacts",
    "AdviceFacts",
    "AppealFacts",
    "ChampionFacts",
    "ContradictionFacts",
    "EventFacts",
    "Facts",
    "LeavingFacts",
    "LetterFacts",
    "NoticeFacts",
    "OfferFacts",
    "OrganiserFacts",
    "PersonFacts",
    "SpeakerFacts",
    "SubmissionFacts",
]
