"""What happened, to what, by whom and when. Rows are only ever added; mail and the organisers' desk read them."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clps.lib.added_only import AddedOnly
from clps.models import CLP, Affiliate
from motions.enums import EventKind
from motions.models.advice import AdviceReply, AdviceRequest
from motions.models.affiliations import Offer
from motions.models.champions import Champion
from motions.models.speakers import SpeakerAsking, SpeakerOffer, SpeakerWish
from motions.models.submissions import Submission
from motions.models.texts import Motion


class Event(AddedOnly):
    """One thing that happened. `details` holds plain values and never a name or an address."""

    never_changed = "An event is never changed."

    kind = models.CharField(max_length=32, choices=EventKind)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    # Empty, too, where whoever did it has yet to show that the address they typed is theirs.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # Never empty: what is about a whole campaign is written with one of its motions.
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="events")
    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, null=True, related_name="events", verbose_name="CLP")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="events")
    advice = models.ForeignKey(AdviceRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    affiliate = models.ForeignKey(Affiliate, on_delete=models.PROTECT, null=True, related_name="events")
    champion = models.ForeignKey(Champion, on_delete=models.PROTECT, null=True, related_name="events")
    # Of an answer to a question: which one.
    reply = models.ForeignKey(AdviceReply, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    speaker_offer = models.ForeignKey(
        SpeakerOffer, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    speaker_wish = models.ForeignKey(
        SpeakerWish, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    # Of a speaker who was asked for a meeting, and of their answer.
    asking = models.ForeignKey(SpeakerAsking, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    # Of an introduction, which is written once for each of the two: whom this champion meets.
    introduced_to = models.ForeignKey(Champion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Plain values that are only read. What an event is about has a column above, which the database holds true.
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "at"]),
            models.Index(fields=["clp", "-at"], name="event_of_clp_newest_first"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
