"""Links to offers of help move to where all other links stand. Only their digests move: what was mailed works on."""

from django.db import migrations

COLUMNS = ("offer_id", "digest", "created_at", "expires_at", "redeemed_at")


def carry_over(apps, schema_editor):
    database = schema_editor.connection.alias
    old = apps.get_model("motions", "OfferLink").objects.using(database)
    links = apps.get_model("motions", "SubmissionLink").objects.using(database)
    rows = list(old.order_by("pk").values(*COLUMNS))
    links.bulk_create([links.model(purpose="offer-confirm", **row) for row in rows], batch_size=500)
    old.all().delete()


def carry_back(apps, schema_editor):
    database = schema_editor.connection.alias
    old = apps.get_model("motions", "OfferLink").objects.using(database)
    links = apps.get_model("motions", "SubmissionLink").objects.using(database).filter(purpose="offer-confirm")
    old.bulk_create([old.model(**row) for row in links.order_by("pk").values(*COLUMNS)], batch_size=500)
    links.delete()


class Migration(migrations.Migration):
    dependencies = [("motions", "0043_one_table_of_links")]

    operations = [migrations.RunPython(carry_over, carry_back)]
