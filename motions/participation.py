"""Who took part in a campaign, and until when that matters: the last day of the last of its conferences."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import DateField, Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from motions.models import Campaign, Champion, Event, Offer, SpeakerOffer, SpeakerWish, Submission

# Where each sort of part in a campaign leads to its person, and to the campaign.
PARTS: tuple[tuple[type[Model], str, str], ...] = (
    (Submission, "activist", "version__motion__campaign"),
    (Champion, "activist", "motion__campaign"),
    (Offer, "activist", "motion__campaign"),
    (SpeakerOffer, "activist", "motion__campaign"),
    (SpeakerWish, "activist", "motion__campaign"),
    # A question has no motion of its own: its events say in which campaign it was asked.
    (Event, "advice__asker", "motion__campaign"),
)


def took_part(campaigns: Iterable[Campaign]) -> Q:
    """Return what keeps people who took part in any of these campaigns."""
    found, known = Q(), list(campaigns)
    for model, person, to_campaign in PARTS:
        rows = model._default_manager.filter(**{person: OuterRef("pk"), f"{to_campaign}__in": known})
        found |= Q(Exists(rows))
    return found


def with_last_day() -> QuerySet:
    """Return everybody who does not organise, with `last_day`: after it their part in a campaign is over.

    Who took part in none is counted from the day on which we came to know them.
    """
    joined = TruncDate("date_joined", output_field=DateField())
    # Where there is none of one sort, the others decide: a database may call the greatest of nothing nothing.
    days = [
        Coalesce(Subquery(_last_day(*part), output_field=DateField()), F("joined"), output_field=DateField())
        for part in PARTS
    ]
    people = get_user_model().objects.filter(is_staff=False, is_superuser=False, removed_at__isnull=True)
    return people.annotate(joined=joined).annotate(last_day=Greatest(*days, F("joined"), output_field=DateField()))


def _last_day(model: type[Model], person: str, to_campaign: str) -> QuerySet:
    ends_on = f"{to_campaign}__conference__ends_on"
    rows = model._default_manager.filter(**{person: OuterRef("pk")}).order_by(f"-{ends_on}")
    return rows.values(ends_on)[:1]
