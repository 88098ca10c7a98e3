"""Labour's nations and regions, from north to south."""

from django.db import migrations
from django.utils.text import slugify

REGIONS = [
    ("Scotland", "scotland"),
    ("Northern Ireland", "northern-ireland"),
    ("North East", "england"),
    ("North West", "england"),
    ("Yorkshire and the Humber", "england"),
    ("East Midlands", "england"),
    ("West Midlands", "england"),
    ("Wales", "wales"),
    ("Eastern", "england"),
    ("London", "england"),
    ("South East", "england"),
    ("South West", "england"),
    ("International", "international"),
]


def add_regions(apps, schema_editor):
    Region = apps.get_model("clps", "Region")
    for position, (name, nation) in enumerate(REGIONS, start=1):
        Region.objects.update_or_create(
            name=name, defaults={"slug": slugify(name), "nation": nation, "position": position}
        )


class Migration(migrations.Migration):
    dependencies = [("clps", "0001_initial")]
    operations = [migrations.RunPython(add_regions, migrations.RunPython.noop)]
