"""Listening to anymail: each signal is one call of one function."""

from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, inbound, tracking
from django.conf import settings
from django.dispatch import receiver

from campaign.mail.inbound.delivery_reports import note_report
from campaign.mail.inbound.incoming import read_incoming
from campaign.mail.inbound.tracking import note_delivery
from campaign.mail.inbound.waiting import keep


@receiver(tracking)
def on_tracking(sender: object, event: AnymailTrackingEvent, esp_name: str, **kwargs: object) -> None:
    """Note what became of a mail of ours."""
    note_delivery(event, provider=esp_name)


@receiver(inbound)
def on_inbound(sender: object, event: AnymailInboundEvent, esp_name: str, **kwargs: object) -> None:
    """Note what a mail server reports of a mail of ours, and keep what came in for the worker to read.

    A provider with one webhook for everything is only heard where we asked for mail.
    """
    if settings.INBOUND_MAIL:
        note_report(event.message)
        keep(read_incoming(event, provider=esp_name))
