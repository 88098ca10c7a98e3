"""The one ground that a ruling had becomes a row, and the days of rulings and appeals stand apart."""

from django.db import migrations
from django.db.models import F

RULED_OUT, APPEALED, APPEAL_LOST = "ruled-out", "appealed", "appeal-lost"


def carry_over(apps, schema_editor):
    entries = apps.get_model("motions", "ConferenceEntry").objects.using(schema_editor.connection.alias)
    given = apps.get_model("motions", "RulingGroundGiven").objects.using(schema_editor.connection.alias)
    known = entries.exclude(ruling_ground="").values_list("pk", "ruling_ground")
    given.bulk_create([given.model(entry_id=pk, ground=ground) for pk, ground in known.iterator()], batch_size=500)
    entries.filter(state__in=[RULED_OUT, APPEALED]).update(ruled_out_on=F("ruled_on"))
    # After an appeal the day of the ruling was overwritten by the day of its result: the first one is not known.
    decided = entries.filter(appealed_on__isnull=False).exclude(state__in=[RULED_OUT, APPEALED])
    decided.update(appeal_decided_on=F("ruled_on"))


def undo(apps, schema_editor):
    given = apps.get_model("motions", "RulingGroundGiven").objects.using(schema_editor.connection.alias)
    given.all().delete()


class Migration(migrations.Migration):
    dependencies = [("motions", "0025_rulings_and_appeals")]

    operations = [migrations.RunPython(carry_over, undo)]
