# Each mark of a mail as begun or sent writes into all its indexes. Those go that nothing asks.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What Django makes beside an index of words on PostgreSQL, for LIKE: no mail is looked for by the beginning of these.
FOR_LIKE = (
    'mail_email_key_b5afca8f_like',
    'mail_email_mailbox_08b86003_like',
    'mail_email_message_id_b18223af_like',
    'mail_email_provider_id_67b5d50e_like',
    'mail_email_stop_digest_ec0003fb_like',
)
# Of the first another index begins with the same column; of the others, most rows hold nothing there.
REPLACED = (
    'mail_email_recipient_id_488bc255',
    'mail_email_champion_id_cdaf7db4',
    'mail_email_event_id_04238511',
)


def drop(apps, schema_editor):
    """Take the indexes away. One by one, because SQLite would otherwise write the whole table anew."""
    for name in (*FOR_LIKE, *REPLACED):
        schema_editor.execute(f'DROP INDEX IF EXISTS "{name}"')


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0025_resting'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='email',
            index=models.Index(condition=models.Q(('champion__isnull', False)), fields=['champion'], name='mail_about_a_champion'),
        ),
        migrations.AddIndex(
            model_name='email',
            index=models.Index(condition=models.Q(('event__isnull', False)), fields=['event'], name='mail_about_an_event'),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name='email',
                    name='champion',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='emails', to='motions.champion'),
                ),
                migrations.AlterField(
                    model_name='email',
                    name='event',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='emails', to='motions.event'),
                ),
                migrations.AlterField(
                    model_name='email',
                    name='recipient',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='emails', to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
    ]
