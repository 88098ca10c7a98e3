"""Links sent by mail: each is for one purpose and about one thing, such as a report, and only its digest is stored."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Self

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clps.lib.tokens import digest_of, new_token
from motions.enums import LinkPurpose
from motions.models.affiliations import Offer
from motions.models.champions import Champion
from motions.models.periods import PeriodSetting
from motions.models.speakers import SpeakerOffer, SpeakerWish
from motions.models.submissions import Submission
from motions.retention import Kept

# A link to confirm works as long as what it confirms is kept; the others serve until after conference.
CONFIRMS = frozenset({LinkPurpose.CONFIRM, LinkPurpose.CHAMPION_CONFIRM, LinkPurpose.OFFER_CONFIRM})

Subject = Submission | Champion | Offer | SpeakerOffer | SpeakerWish
# What a link can be about. Each has a column, of the link and of an event, by the same name.
SUBJECTS: Mapping[type[Subject], str] = {
    Submission: "submission",
    Champion: "champion",
    Offer: "offer",
    SpeakerOffer: "speaker_offer",
    SpeakerWish: "speaker_wish",
}


def lifetime_of(purpose: LinkPurpose) -> timedelta:
    """Return for how long a new link works."""
    kept = Kept.UNCONFIRMED if purpose in CONFIRMS else Kept.LINKS
    return timedelta(days=PeriodSetting.objects.days_of(kept))


class LinkQuerySet(models.QuerySet["SubmissionLink"]):
    """Making links and finding what they open."""

    def of_person(self, person: AbstractBaseUser) -> Self:
        """Keep the links to what somebody told us."""
        return self.filter(Q(*((f"{name}__activist", person.pk) for name in SUBJECTS.values()), _connector=Q.OR))

    def mint(self, about: Subject, purpose: LinkPurpose, *, token: str = "") -> str:
        """Store a new link and return its token, which is not stored: a new one, or one that its mail will have."""
        token = token or new_token()
        expires_at = timezone.now() + lifetime_of(purpose)
        self.create(**{SUBJECTS[type(about)]: about}, purpose=purpose, digest=digest_of(token), expires_at=expires_at)
        return token

    def known_by(self, token: str, purpose: LinkPurpose) -> Self:
        """Keep the link that this token was made for, used and run out ones too: one or none."""
        return self.filter(digest=digest_of(token), purpose=purpose)

    def opened_by(self, token: str, *purposes: LinkPurpose) -> Self:
        """Keep the unexpired link that this token opens for one of these purposes: one or none."""
        return self.filter(digest=digest_of(token), purpose__in=purposes, expires_at__gt=timezone.now())

    def usable(self, token: str, purpose: LinkPurpose) -> Self:
        """Keep the one-time link of this token while it can still be redeemed: one or none."""
        return self.opened_by(token, purpose).filter(redeemed_at__isnull=True)

    def redeem(self, token: str, purpose: LinkPurpose) -> bool:
        """Use up a one-time link; of many that try at once, exactly one gets True."""
        # Not looked up first: between a look and the write, another could use it.
        return self.usable(token, purpose).update(redeemed_at=timezone.now()) == 1


def _is_the_only_one(column: str) -> Q:
    """Have this column filled, and no other of those that say what a link is about."""
    return Q(**{f"{name}__isnull": name != column for name in SUBJECTS.values()})


class SubmissionLink(models.Model):
    """One link, bound to one purpose and to one thing: a report, a champion, an offer, or a wish for a speaker."""

    # A column for each, and no generic foreign key: of that the database could hold nothing true.
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, null=True, related_name="links")
    champion = models.ForeignKey(Champion, on_delete=models.CASCADE, null=True, related_name="links")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, related_name="links")
    speaker_offer = models.ForeignKey(SpeakerOffer, on_delete=models.CASCADE, null=True, related_name="links")
    speaker_wish = models.ForeignKey(SpeakerWish, on_delete=models.CASCADE, null=True, related_name="links")
    purpose = models.CharField(max_length=20, choices=LinkPurpose)
    # Never the token: whoever reads the database, or a backup, gets no link that opens anything.
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Fixed when it is made: another period holds for the links that are made after it was chosen.
    expires_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(*map(_is_the_only_one, SUBJECTS.values()), _connector=Q.OR),
                name="link_is_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, until {self.expires_at:%d %B %Y}"

    @property
    def subject(self) -> str:
        """The name of the column of what it is about."""
        return next(name for name in SUBJECTS.values() if getattr(self, f"{name}_id"))
