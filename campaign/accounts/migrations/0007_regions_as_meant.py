"""An organiser without a region looked after all of them. That is a choice of its own now, and this makes it for them."""

from django.db import migrations


def choose_all_regions(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    meant_all = User.objects.filter(is_staff=True, is_superuser=False, regions=None).exclude(groups__name="Admins")
    meant_all.update(all_regions=True)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0006_all_regions_and_sessions"),
    ]

    operations = [
        migrations.RunPython(choose_all_regions, migrations.RunPython.noop),
    ]
