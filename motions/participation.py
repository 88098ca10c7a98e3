"""Until when somebody's part in a campaign matters: the last day of the last conference that they worked towards."""

from django.contrib.auth import get_user_model
from django.db.models import DateField, F, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from motions.models import Champion, Event, Offer, SpeakerOffer, SpeakerWish, Submission

# Where each sort of part in a campaign leads to its person, and to the last day of its conference.
PARTS: tuple[tuple[type[Model], str, str], ...] = (
    (Submission, "activist", "version__motion__campaign__conference__ends_on"),
    (Champion, "activist", "motion__campaign__conference__ends_on"),
    (Offer, "activist", "motion__campaign__conference__ends_on"),
    (SpeakerOffer, "activist", "motion__campaign__conference__ends_on"),
    (SpeakerWish, "activist", "motion__campaign__conference__ends_on"),
    (Event, "advice__asker", "motion__campaign__conference__ends_on"),
)


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


def _last_day(model: type[Model], person: str, ends_on: str) -> QuerySet:
    rows = model._default_manager.filter(**{person: OuterRef("pk")}).order_by(f"-{ends_on}")
    return rows.values(ends_on)[:1]
