"""Each mark of a mail as begun or sent writes into all its indexes, so those go that nothing asks."""

from django.db import migrations

# What Django makes beside an index of words on PostgreSQL, for LIKE: no mail is looked for by the beginning of these.
FOR_LIKE = (
    "mail_email_key_b5afca8f_like",
    "mail_email_mailbox_08b86003_like",
    "mail_email_message_id_b18223af_like",
    "mail_email_provider_id_67b5d50e_like",
    "mail_email_stop_digest_ec0003fb_like",
)


def drop(apps, schema_editor):
    """Take the indexes away. SQLite has none of them."""
    for name in FOR_LIKE:
        schema_editor.execute(f'DROP INDEX IF EXISTS "{name}"')


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
