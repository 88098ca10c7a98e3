"""What an empty database begins with: Labour's nations and regions, and an audit that the database keeps too."""

from django.db import migrations
from django.utils.text import slugify

# From north to south.
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
REFUSAL = "An entry of the audit is never changed or deleted."
# Nothing changes an entry; one goes only when there is a newer one by a year: the entry that says that it went.
AUDIT_STANDS = {
    "sqlite": [
        f"""CREATE TRIGGER clps_audit_stands BEFORE UPDATE ON clps_auditentry
            BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
        f"""CREATE TRIGGER clps_audit_stays BEFORE DELETE ON clps_auditentry
            WHEN NOT EXISTS (SELECT 1 FROM clps_auditentry WHERE julianday("at") >= julianday(OLD."at") + 365)
            BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    ],
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION clps_audit_only_added() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    IF EXISTS (SELECT 1 FROM clps_auditentry WHERE "at" >= OLD."at" + interval '365 days') THEN
                        RETURN OLD;
                    END IF;
                END IF;
                RAISE EXCEPTION '{REFUSAL}';
            END $$ LANGUAGE plpgsql""",
        """CREATE TRIGGER clps_audit_stands BEFORE UPDATE OR DELETE ON clps_auditentry
            FOR EACH ROW EXECUTE FUNCTION clps_audit_only_added()""",
    ],
}


def add_regions(apps, schema_editor):
    Region = apps.get_model("clps", "Region")
    for position, (name, nation) in enumerate(REGIONS, start=1):
        Region.objects.update_or_create(
            name=name, defaults={"slug": slugify(name), "nation": nation, "position": position}
        )


def guard_audit(apps, schema_editor):
    """Have the database refuse changes too. Whoever makes the table anew has to do this again."""
    for statement in AUDIT_STANDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def leave_audit(apps, schema_editor):
    """Nothing to do: the triggers go with the table."""


class Migration(migrations.Migration):
    dependencies = [("clps", "0001_initial")]
    operations = [
        migrations.RunPython(add_regions, migrations.RunPython.noop),
        migrations.RunPython(guard_audit, leave_audit),
    ]
