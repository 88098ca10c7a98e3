"""Addresses of the provider's webhooks: anymail's own views, each behind our guard."""

from collections.abc import Iterator

from anymail.urls import urlpatterns as anymail_patterns
from django.urls import URLPattern

from campaign.mail.inbound.webhooks import provider_only


def _guarded() -> Iterator[URLPattern]:
    for entry in anymail_patterns:
        yield URLPattern(entry.pattern, provider_only(entry.callback, name=str(entry.name)), name=entry.name)


app_name = "anymail"
urlpatterns = list(_guarded())
