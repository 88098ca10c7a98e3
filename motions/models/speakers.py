"""Visiting speakers: who offers to speak, which CLP wants somebody when, and who was asked.

Written by `motions.actions.speakers` and `speaker_wishes` alone, as `motions.speaker_workflow` allows.
"""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clps.models import CLP, Region
from motions.enums import (
    LIVE_WISHES,
    AskingState,
    Evening,
    SpeakerOfferState,
    SpeakerWay,
    SpeakerWishState,
)
from motions.models.conferences import Campaign
from motions.models.submissions import Submission
from motions.models.texts import Motion, of_any_motion


class SpeakerOfferQuerySet(models.QuerySet["SpeakerOffer"]):
    """The words the rest of the code uses for offers to speak."""

    def open(self) -> Self:
        """Keep those who can be asked: address confirmed, not withdrawn."""
        return self.filter(state=SpeakerOfferState.OPEN)

    def of_campaign(self, campaign: Campaign) -> Self:
        """Keep those who offered it to a campaign, whichever of its motions the page was about."""
        return self.filter(of_any_motion(campaign))

    def in_regions(self, regions: Iterable[int] | None) -> Self:
        """Keep those that name one of these regions; None means all."""
        # An offer that names two of the regions would come twice.
        return self if regions is None else self.filter(regions__in=list(regions)).distinct()


class SpeakerOffer(models.Model):
    """One person who offers to speak: where, on which evenings, and how. Nobody is shown it before it is confirmed."""

    # Made when the form is drawn: pressing the button twice offers once.
    form_key = models.UUIDField(unique=True, null=True, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="speaker_offers")
    activist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="speaker_offers")
    name = models.CharField("their name", max_length=120, blank=True)
    regions = models.ManyToManyField(Region, related_name="+")
    # Numbers of `Evening`, in order.
    evenings = models.JSONField(default=list)
    in_person = models.BooleanField(default=False)
    by_video = models.BooleanField(default=False)
    message = models.TextField("what they wrote", blank=True)
    consent = models.TextField("what they agreed to", blank=True)
    state = models.CharField(max_length=24, choices=SpeakerOfferState, default=SpeakerOfferState.AWAITING_CONFIRMATION)
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField("address confirmed at", null=True, blank=True)

    objects = SpeakerOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "offer to speak"
        verbose_name_plural = "offers to speak"

    def __str__(self) -> str:
        return f"Offer to speak, of {timezone.localdate(self.made_at):%-d %B %Y}"

    @property
    def called(self) -> str:
        """What to call them, to organisers and to the CLP that they said yes to."""
        return self.name or str(self.activist)

    @property
    def evening_names(self) -> list[str]:
        """The evenings on which they can speak, in words."""
        return [str(Evening(number).label) for number in self.evenings]

    @property
    def ways(self) -> str:
        """How they speak, in words."""
        if self.in_person and self.by_video:
            return "in person or by video"
        return "in person" if self.in_person else "by video"

    def speaks(self, way: str) -> bool:
        """Whether they speak in the way that is wanted."""
        wanted = {SpeakerWay.IN_PERSON: self.in_person, SpeakerWay.BY_VIDEO: self.by_video}
        return wanted.get(SpeakerWay(way), self.in_person or self.by_video)


class SpeakerWishQuerySet(models.QuerySet["SpeakerWish"]):
    """The words the rest of the code uses for wishes."""

    def to_come(self, day: date) -> Self:
        """Keep those whose meeting is on this day or later."""
        return self.filter(on__gte=day)

    def of_report(self, report: Submission) -> Self:
        """Keep what its reporter confirmed that they want there, for a day that is still to come."""
        # Their own alone: the report's page leads on to the wish's, where it can be taken back.
        theirs = self.filter(motion=report.version.motion_id, clp=report.clp_id, activist=report.activist_id)
        confirmed = theirs.filter(state__in=LIVE_WISHES, confirmed_at__isnull=False)
        return confirmed.to_come(timezone.localdate())


class SpeakerWish(models.Model):
    """A CLP wants a visiting speaker on one day. Whoever asked for it is introduced, once they have agreed to that."""

    # As of an offer. Empty where an organiser noted the wish.
    form_key = models.UUIDField(unique=True, null=True, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="speaker_wishes")
    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, related_name="speaker_wishes", verbose_name="CLP")
    activist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="speaker_wishes")
    name = models.CharField("their name", max_length=120, blank=True)
    on = models.DateField("day of the meeting")
    way = models.CharField("how", max_length=10, choices=SpeakerWay, default=SpeakerWay.EITHER)
    message = models.TextField("what they wrote", blank=True)
    # Empty where an organiser noted it on the telephone: then the page that confirms asks for it.
    consent = models.TextField("what they agreed to", blank=True)
    state = models.CharField(max_length=24, choices=SpeakerWishState, default=SpeakerWishState.AWAITING_CONFIRMATION)
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField("address confirmed at", null=True, blank=True)

    objects = SpeakerWishQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = "wish for a speaker"
        verbose_name_plural = "wishes for a speaker"

    def __str__(self) -> str:
        return f"A speaker for {self.clp} on {self.on:%-d %B %Y}"

    @property
    def called(self) -> str:
        """What to call whoever asked."""
        return self.name or str(self.activist)

    @property
    def way_in_words(self) -> str:
        """How the speaker is to be there, within a sentence."""
        return "in person or by video" if self.way == SpeakerWay.EITHER else str(SpeakerWay(self.way).label).lower()

    @property
    def has_been(self) -> bool:
        """Whether its day is over."""
        return self.on < timezone.localdate()


class SpeakerAskingQuerySet(models.QuerySet["SpeakerAsking"]):
    """The words the rest of the code uses for askings."""

    def awaited(self) -> Self:
        """Keep those whose answer is still wanted: both the speaker and the CLP stand."""
        both = {"offer__state": SpeakerOfferState.OPEN, "wish__state": SpeakerWishState.OPEN}
        return self.filter(state=AskingState.ASKED, **both)


class SpeakerAsking(models.Model):
    """One speaker asked for one CLP's meeting, by an organiser. Where they say yes, the two are introduced."""

    offer = models.ForeignKey(SpeakerOffer, on_delete=models.PROTECT, related_name="askings")
    wish = models.ForeignKey(SpeakerWish, on_delete=models.PROTECT, related_name="askings")
    state = models.CharField(max_length=10, choices=AskingState, default=AskingState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SpeakerAskingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "wish"], name="speaker_is_asked_once_for_a_meeting"),
            # Two speakers at once would each think that the evening is theirs.
            models.UniqueConstraint(
                fields=["wish"], condition=Q(state=AskingState.YES), name="one_speaker_says_yes_to_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.wish}"

    @property
    def in_words(self) -> str:
        """How it stands, within a sentence: what they answered, or why no answer is waited for any more."""
        if self.offer.state == SpeakerOfferState.WITHDRAWN:
            return "does not offer to speak any more"
        if self.state == AskingState.ASKED and self.wish.state != SpeakerWishState.OPEN:
            return "not needed any more"
        return self.get_state_display().lower()
