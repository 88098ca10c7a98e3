"""The UK's clock, by which people's days and hours are meant; everything stored is in UTC."""

from zoneinfo import ZoneInfo

from django.conf import settings

LONDON = ZoneInfo(settings.TIME_ZONE)
