"""People to carry over into Action Network: those who agreed that the campaign writes to them, and nobody else."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Lower
from django.utils.text import slugify

from campaign.accounts.models import Consent, User
from campaign.desk.front.filters import Shown
from campaign.mail.models import Stop, Suppression
from clps.lib.spreadsheets import STARTS_A_FORMULA, Column, Table
from motions.consent import introduction_wording
from motions.enums import ADOPTED_STAGES, COUNTED_STATES, ChampionState, EventKind, OfferState, SubmissionState
from motions.models import Campaign, Champion, Event, Offer, Standing, Submission
from motions.privacy_notice import ACTION_NETWORK


class Why(Enum):
    """Why somebody is left out. The first that holds is told."""

    INACTIVE = "no longer active here"
    UNCONFIRMED = "address not confirmed"
    NOT_AGREED = "never agreed to be written to, or took it back"
    STOPPED = "asked for no more mail"
    SUPPRESSED = "mail to them comes back, or they marked it as spam"
    UNSAFE = "a spreadsheet would run their address as a formula"


class Contact(NamedTuple):
    """One line of the file."""

    email: str
    first_name: str
    last_name: str
    tags: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who goes into the file, and how many are left out and why."""

    people: list[Contact]
    left_out: list[tuple[str, int]]


class Part(NamedTuple):
    """One thing that somebody did for the campaign. `clp` is None for help in a union or society."""

    person: int
    name: str
    motion: int
    clp: int | None
    agreed: bool
    tag: str


# The file's headings are the names that Action Network gives these fields in its own reports; its uploader matches
# headings that it knows by itself and asks about the others. Tags stand in one cell with commas between them. From its
# help: "File formats for list uploads" and "Using tags", which advises letters, numbers and dashes (read in 2026).
COLUMNS: tuple[Column, ...] = (
    ("email", "email"),
    ("first_name", "first_name"),
    ("last_name", "last_name"),
    ("can2_user_tags", "tags"),
)


# Whoever agreed to words that do not name it has not agreed to be there.
NAMES_IT = Consent.objects.filter(wording__contains=ACTION_NETWORK)


def contact_table(contacts: Contacts) -> Table:
    """Return the file for Action Network's uploader: no postcode, no telephone."""
    return Table(COLUMNS, contacts.people)


def read_contacts(shown: Shown) -> Contacts:
    """Return who took part in these CLPs and may be written to, one line each, by address; in six queries.

    Help in a union or society belongs to no CLP: it counts where no CLP is left out.
    """
    campaign = shown.motion.campaign
    parts: defaultdict[int, list[Part]] = defaultdict(list)
    for part in _parts(campaign, {clp.pk for clp in shown.clps}, with_offers=shown.is_whole):
        parts[part.person].append(part)
    stopped = set(Stop.objects.filter(clp__isnull=False).values_list("person", "clp"))
    tags = _Tags(shown)
    people: list[Contact] = []
    left_out: Counter[Why] = Counter()
    for person in _people(campaign).order_by("email"):
        if not (theirs := parts.get(person.pk)):
            continue
        wanted = [part for part in theirs if part.agreed and (person.pk, part.clp) not in stopped]
        if why := _why_not(person, theirs, wanted):
            left_out[why] += 1
        else:
            # Tagged by what they may be written to about: a CLP of which they stopped mail is no tag of theirs.
            name = next((part.name for part in wanted if part.name), person.name)
            people.append(Contact(person.email.lower(), *split_name(name), tags.of(wanted)))
    return Contacts(people, [(why.value, left_out[why]) for why in Why if left_out[why]])


def split_name(name: str) -> tuple[str, str]:
    """Return the first name and the last: the last word, unless there is only one."""
    *first, last = name.split() or [""]
    return (" ".join(first), last) if first else (last, "")


def _why_not(person: Any, theirs: Collection[Part], wanted: Collection[Part]) -> Why | None:  # noqa: ANN401 - annotated
    """Return what keeps somebody out of the file; None where nothing does."""
    reasons = {
        Why.INACTIVE: not person.is_active,
        Why.UNCONFIRMED: person.email_confirmed_at is None,
        Why.NOT_AGREED: not any(part.agreed for part in theirs),
        Why.STOPPED: person.has_stopped or not wanted,
        Why.SUPPRESSED: person.is_suppressed,
        # With an apostrophe before it, it would be somebody else's address.
        Why.UNSAFE: person.email.startswith(STARTS_A_FORMULA),
    }
    return next((why for why, holds in reasons.items() if holds), None)


class _Tags:
    """Makes tags of what people did: letters, numbers and dashes alone, whatever the campaign is called."""

    def __init__(self, shown: Shown) -> None:
        self._campaign = slugify(shown.motion.campaign.name)
        self._clps = {clp.pk: clp for clp in shown.clps}
        of_campaign = Standing.objects.filter(motion__campaign=shown.motion.campaign, stage__in=ADOPTED_STAGES)
        self._carried = set(of_campaign.values_list("motion", "clp"))

    def of(self, parts: Collection[Part]) -> str:
        """Return the tags of one person, each once."""
        clps = [self._clps[part.clp] for part in parts if part.clp]
        carried = any((part.motion, part.clp) in self._carried for part in parts)
        tags = [
            self._campaign,
            *sorted({part.tag for part in parts}),
            *(["carried"] if carried else []),
            *sorted({f"region-{clp.region_slug}" for clp in clps}),
            *sorted({f"clp-{clp.slug}" for clp in clps}),
        ]
        return ", ".join(tag for tag in tags if tag)


def _people(campaign: Campaign) -> QuerySet[Any]:
    """Return everybody who took any part in a campaign, with whether they may not be written to at all."""
    took_part = (
        Q(pk__in=Submission.objects.filter(version__motion__campaign=campaign).values("activist"))
        | Q(pk__in=Champion.objects.filter(motion__campaign=campaign).values("activist"))
        | Q(pk__in=Offer.objects.filter(motion__campaign=campaign).values("activist"))
    )
    return User.objects.filter(took_part).annotate(
        has_stopped=Exists(Stop.objects.of_everything().filter(person=OuterRef("pk"))),
        # The list has addresses in small letters, and a person's row may have capitals.
        is_suppressed=Exists(Suppression.objects.standing().filter(address=Lower(OuterRef("email")))),
    )


def _parts(campaign: Campaign, clps: Collection[int], *, with_offers: bool) -> Iterator[Part]:
    """Yield what everybody did in these CLPs, the newest of each kind first."""
    for row in (*_reports(campaign), *_champions(campaign)):
        if row.clp in clps:
            yield row
    if with_offers:
        yield from _offers(campaign)


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False)


def _reports(campaign: Campaign) -> Iterator[Part]:
    """Yield reports. Where an organiser stood in for the activist, nobody agreed to anything."""
    told = Submission.objects.by_activists().filter(version__motion__campaign=campaign)
    # A report that was put behind another still stands: whoever made it agreed all the same.
    stands = Q(state__in=COUNTED_STATES) | Q(state=SubmissionState.MERGED, state_before_merge__in=COUNTED_STATES)
    agreed = stands & Q(Exists(NAMES_IT.filter(submission=OuterRef("pk"))))
    rows = told.annotate(agreed=_whether(agreed)).order_by("-pk")
    for row in rows.values_list("activist", "reporter_name", "version__motion", "clp", "agreed"):
        yield Part(*row, tag="reported")


def _champions(campaign: Campaign) -> Iterator[Part]:
    """Yield champions. One whom an organiser noted did not agree to anything, and withdrawing ends what was agreed."""
    taken_back = Event.objects.filter(
        kind=EventKind.CHAMPION_WITHDRAWN, champion=OuterRef("champion"), at__gte=OuterRef("given_at")
    )
    # To agree to be introduced to another member is not to agree to be written to by the campaign.
    consents = NAMES_IT.filter(champion=OuterRef("pk")).exclude(wording=introduction_wording(campaign))
    stands = Q(state=ChampionState.ACTIVE, confirmed_at__isnull=False)
    agreed = stands & Q(Exists(consents.filter(~Exists(taken_back))))
    rows = Champion.objects.filter(motion__campaign=campaign).annotate(agreed=_whether(agreed)).order_by("-pk")
    for row in rows.values_list("activist", "name", "motion_id", "clp", "agreed"):
        yield Part(*row, tag="champion")


def _offers(campaign: Campaign) -> Iterator[Part]:
    """Yield offers of help in unions and societies."""
    stands = Q(state__in=[OfferState.OPEN, OfferState.ANSWERED], confirmed_at__isnull=False)
    agreed = stands & Q(consent__contains=ACTION_NETWORK)
    rows = Offer.objects.filter(motion__campaign=campaign).annotate(agreed=_whether(agreed)).order_by("-pk")
    for person, name, motion, agrees in rows.values_list("activist", "name", "motion_id", "agreed"):
        yield Part(person, name, motion, None, agrees, tag="affiliate-helper")
