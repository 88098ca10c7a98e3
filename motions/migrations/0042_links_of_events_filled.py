"""What an event's details named by its key stands in a column: an answer, an offer, and whom a champion was to meet."""

from django.db import migrations

COLUMNS = {"reply": "AdviceReply", "offer": "Offer", "introduced_to": "Champion"}


def carry_over(apps, schema_editor):
    database = schema_editor.connection.alias
    events = apps.get_model("motions", "Event").objects.using(database)
    for name, model in COLUMNS.items():
        there = set(apps.get_model("motions", model).objects.using(database).values_list("pk", flat=True))
        named = events.filter(**{f"{name}__isnull": True, "details__has_key": name})
        # Read to the end before the first is written: SQLite would go on reading what is being changed.
        for pk, key in list(named.values_list("pk", f"details__{name}")):
            if key in there:
                events.filter(pk=pk).update(**{f"{name}_id": key})


class Migration(migrations.Migration):
    dependencies = [("motions", "0041_links_of_events")]

    # Back again nothing is to be done: `details` says it still.
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
