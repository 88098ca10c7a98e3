from django.conf import settings
from django.db import migrations, models


def count_amended_words(apps, schema_editor):
    """Count the texts that were amended before this column was there, as motions.texts.wordcount does."""
    votes = apps.get_model("motions", "Vote").objects
    for pk, text in votes.exclude(amended_text="").values_list("pk", "amended_text"):
        votes.filter(pk=pk).update(amended_words=len(text.split()))


class Migration(migrations.Migration):

    dependencies = [
        ('clps', '0002_regions'),
        ('motions', '0005_advice'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='campaign',
            name='branch_days',
            field=models.PositiveSmallIntegerField(default=28, help_text='How long a branch usually takes before its CLP meets: to hear a motion and to send it on, before the CLP’s own notice begins. Most branches meet once a month.', verbose_name='a branch’s time, in days'),
        ),
        migrations.AddField(
            model_name='submission',
            name='speaker',
            field=models.CharField(blank=True, choices=[('reporter', 'The person who reported it'), ('somebody', 'Somebody else'), ('nobody', 'Nobody yet')], max_length=10, verbose_name='who speaks for it'),
        ),
        migrations.AddField(
            model_name='vote',
            name='amended_words',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='words of the amended text'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('version_published', 'Text published'), ('champion_offered', 'Champion offered'), ('champion_found', 'Champion found'), ('champion_changed', 'Champion’s details changed'), ('champion_withdrawn', 'Champion withdrawn'), ('champions_introduced', 'Champions introduced'), ('submission_reported', 'Submission reported'), ('submission_confirmed', 'Address confirmed'), ('confirm_link_asked', 'Link to confirm asked for again'), ('report_link_asked', 'Link to the report asked for again'), ('submission_changed', 'Report changed'), ('submission_withdrawn', 'Report withdrawn'), ('submission_checked', 'Report checked'), ('speaker_recorded', 'Speaker recorded'), ('vote_recorded', 'Vote recorded'), ('vote_corrected', 'Vote corrected'), ('entry_sent', 'Sent to conference'), ('entry_changed', 'Conference entry changed'), ('stage_moved', 'Stage moved'), ('advice_asked', 'Advice asked for'), ('advice_taken', 'Question taken'), ('advice_answered', 'Advice given'), ('advice_closed', 'Question closed'), ('advice_reopened', 'Question reopened')], max_length=32),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['clp', '-at'], name='event_of_clp_newest_first'),
        ),
        migrations.AddIndex(
            model_name='vote',
            index=models.Index(condition=models.Q(('amended_words__isnull', False)), fields=['amended_words'], name='vote_amended_words'),
        ),
        # Last: PostgreSQL alters no table that has changes waiting.
        migrations.RunPython(count_amended_words, migrations.RunPython.noop, elidable=True),
    ]
