"""The set-up list of a new campaign: what is still to be done before members can be asked, worked out from the facts.

Nobody ticks a line. It is done when it is true, and stands there again when it is not.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from campaign.accounts.models import Role, User
from campaign.desk.models import TrialMail
from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.outbox.trial_mail import KEEPERS
from campaign.sign_in.models import Invitation
from clps.models import Secretary
from motions.models import Campaign, Motion, SpeakerNotes

FACTS = (
    "has_speakers_notes",
    "has_second_organiser",
    "has_invited",
    "has_sent_mail",
    "has_tried_mail",
    "has_secretaries",
)
MAY_TRY_MAIL = "mail.change_email"
MAY_CHANGE_CAMPAIGN = "motions.change_campaign"
NOT_A_SITE = ("localhost", "127.0.0.1", "::1", "example.org", "example.com", "example.net")


@dataclass(frozen=True, slots=True)
class SetUpStep:
    """One line of the list: what, why, whether it is done, and where it is done."""

    name: str
    why: str
    is_done: bool
    # "" for whoever may not do it, or where a server's settings hold it.
    address: str = ""


@dataclass(frozen=True, slots=True)
class SetUp:
    """The list, for one organiser."""

    steps: Sequence[SetUpStep]
    has_text: bool

    @property
    def done(self) -> int:
        """How many lines are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self.done == len(self.steps)


# Where something is done, by the permission that it takes, the page's name and its arguments; "" for whoever may not.
Link = Callable[..., str]


def read_set_up(motion: Motion, user: User) -> SetUp:
    """Return the list as it stands. `motion` was read with `set_up_facts`; nothing more is asked."""
    facts = {name: getattr(motion, name) for name in FACTS}
    link = _links_for(user)
    steps = (*_motion_steps(motion, facts, link), *_people_steps(facts, link), *_site_steps(motion.campaign, link))
    return SetUp(steps, has_text=motion.current_version_id is not None)


def _links_for(user: User) -> Link:
    """Return what gives the page of a step; each permission is asked for once."""
    may = functools.cache(user.has_perm)

    def link(right: str, name: str, *args: object) -> str:
        return reverse(f"admin:{name}", args=args) if may(right) else ""

    return link


def _motion_steps(motion: Motion, facts: Mapping[str, bool], link: Link) -> tuple[SetUpStep, ...]:
    campaign, conference = motion.campaign, motion.campaign.conference
    return (
        SetUpStep(
            "The text of the motion",
            "Until it is published, nobody can take it to their CLP.",
            motion.current_version_id is not None,
            link("motions.change_motion", "desk-text", motion.pk),
        ),
        SetUpStep(
            "What speakers say",
            "Up to three points. They stand on the sheet that people take to their meeting.",
            bool(campaign.speaking_points.strip()) or facts["has_speakers_notes"],
            link(MAY_CHANGE_CAMPAIGN, "motions_campaign_change", campaign.pk),
        ),
        SetUpStep(
            "The deadline, and the day from which motions are taken",
            "As conference announced them. Every reminder is reckoned from these days.",
            conference.motions_open_on is not None and not conference.dates_are_provisional,
            link("motions.change_conference", "motions_conference_change", conference.pk),
        ),
    )


def _people_steps(facts: Mapping[str, bool], link: Link) -> tuple[SetUpStep, ...]:
    return (
        SetUpStep(
            "Somebody besides you",
            "Invite those who organise with you, perhaps for some regions.",
            facts["has_second_organiser"] or facts["has_invited"],
            link("accounts.add_user", "desk-invite"),
        ),
        SetUpStep(
            "Mail that really leaves",
            "Send a mail to yourself, and see that it arrives.",
            settings.DEBUG or (_mail_has_a_way() and (facts["has_sent_mail"] or facts["has_tried_mail"])),
            link(MAY_TRY_MAIL, "desk-trial-mail"),
        ),
        SetUpStep(
            "Secretaries of CLPs and branches",
            "From a spreadsheet, or one by one. Where none is known, members look for them.",
            facts["has_secretaries"],
            link("clps.add_secretary", "desk-import", "secretaries"),
        ),
    )


def _site_steps(campaign: Campaign, link: Link) -> tuple[SetUpStep, ...]:
    return (
        SetUpStep(
            "The address of this site",
            f"Links in mail begin with {settings.SITE_URL}. Whoever looks after the server sets SITE_URL.",
            settings.DEBUG or _is_an_address(settings.SITE_URL),
        ),
        SetUpStep(
            "Who answers about privacy",
            "Named on the privacy page, for whoever asks what is held about them.",
            bool(campaign.privacy_email),
            link(MAY_CHANGE_CAMPAIGN, "motions_campaign_change", campaign.pk),
        ),
    )


def set_up_facts() -> dict[str, Exists]:
    """Return what the database knows of setting up, to be asked with the motion, on every visit."""
    staff = User.objects.organisers().filter(Q(is_superuser=True) | Q(groups__name__in=[Role.ORGANISER, Role.ADMIN]))
    first = staff.order_by("pk").values("pk")[:1]
    notes = SpeakerNotes.objects.filter(motion=OuterRef("pk")).exclude(points="")
    return {
        "has_speakers_notes": Exists(notes),
        # Who is in two groups comes up twice here, so nobody is counted: it is asked for somebody after the first.
        "has_second_organiser": Exists(staff.filter(pk__gt=Subquery(first))),
        "has_invited": Exists(Invitation.objects.filter(makes_owner=False)),
        "has_sent_mail": Exists(Email.objects.filter(state=EmailState.SENT)),
        "has_tried_mail": Exists(TrialMail.objects.all()),
        "has_secretaries": Exists(Secretary.objects.all()),
    }


def _mail_has_a_way() -> bool:
    """Whether what the settings name to carry mail takes it anywhere."""
    return settings.EMAIL_BACKEND.split(".")[-2] not in KEEPERS


def _is_an_address(site: str) -> bool:
    """Whether others can reach the site by this address, safely."""
    parts = urlsplit(site)
    return parts.scheme == "https" and parts.hostname not in NOT_A_SITE
