"""What the privacy page says, as data: who receives what, and what everybody may ask for and where they do it.

The periods are in `motions.retention`. Tests hold each line to what the site does: a right has a page that does it,
and a recipient is named exactly where it is used.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings

from motions.models import Campaign, PeriodSetting
from motions.retention import TABLE, Kept, Period

ACTION_NETWORK = "Action Network"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who receives people's details: what they get and why, and whether this site uses them."""

    name: str
    gets: str
    is_used: Callable[[Campaign | None], bool]


@dataclass(frozen=True, slots=True)
class Right:
    """What somebody may ask for, and the name of the address where they do it themselves."""

    name: str
    how: str
    route: str


# fmt: off
RECIPIENTS: Sequence[Recipient] = (
    Recipient("The campaign’s organisers",
              "Your name, your address, your telephone number if you give one, your reports and your questions, to "
              "check, ask and advise.",
              lambda campaign: True),
    Recipient("The company that carries our email", "The messages that we send you and that you send us.",
              lambda campaign: bool(settings.EMAIL_URL or settings.ANYMAIL_PROVIDER)),
    Recipient(ACTION_NETWORK, "Your name, your address and in which CLP you took part, to write to you about this "
              "campaign. Only where you agreed to that in these words.",
              lambda campaign: campaign is not None and campaign.uses_action_network),
    Recipient("Others in your CLP who said “I’ll do it”", "Your name and address, if you agree to be introduced.",
              lambda campaign: True),
    Recipient("A postcode service", "The postcode that you type, and nothing else about you.",
              lambda campaign: bool(settings.POSTCODES_URL)),
    Recipient("The company that collects faults of the site",
              "What went wrong and where, without names and addresses.",
              lambda campaign: bool(settings.SENTRY_DSN)),
    Recipient("A visiting speaker, or the CLP that asked for one",
              "Your name and address, once the speaker has said yes, and if both of you agreed.",
              lambda campaign: True),
)
RIGHTS: Sequence[Right] = (
    Right("To have a copy", "Every email from us leads to what we hold about you; there you download all of it.",
          "about-you"),
    Right("To put it right", "The link in your receipt opens your report: change it there. What you "
          "offered or asked for otherwise has a page of its own, behind the link in our mail about it.",
          "motions:report-change"),
    Right("To take it back",
          "The same page withdraws your report, and it counts nowhere. If you said “I’ll do it”, your own page takes "
          "you off the list; if you offered to speak or asked for a speaker, your own page takes that back.",
          "motions:report-withdraw"),
    Right("To be removed", "Every email from us leads to it. Your name, your address and your words go at once.",
          "about-you"),
    Right("To have less mail, or none", "Every email from us ends with a link that stops it.", "mail:preferences"),
    Right("To end a link", "Did you forward an email of ours? The page at its end makes its links open nothing.",
          "motions:link-end"),
    Right("To have a lost link again", "Give us your address, and we send it there.", "motions:link-lost"),
)
# fmt: on


def recipients_of(campaign: Campaign | None) -> list[Recipient]:
    """Return who receives people's details here."""
    return [one for one in RECIPIENTS if one.is_used(campaign)]


def periods_now() -> list[tuple[Period, str]]:
    """Return every line of the table, with how long it holds now, in words."""
    days = PeriodSetting.objects.all().all_days()
    return [(period, in_words(days[period.kept])) for period in TABLE]


def kept_after_conference() -> str:
    """Return how long people who took part are kept after conference, in words."""
    return in_words(PeriodSetting.objects.days_of(Kept.PEOPLE))


def in_words(days: int) -> str:
    """Return days as people say them: “14 days”, “6 months”, “a year”."""
    if days == 365:
        return "a year"
    if days == 1:
        return "a day"
    months = round(days / 30.5)
    # Only where it is nearly whole months: nobody is promised less than is done.
    return f"{months} months" if days >= 60 and abs(days - months * 30.5) <= 3 else f"{days} days"
