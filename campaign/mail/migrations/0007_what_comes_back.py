# What providers tell of our mail, and the mail that people write to the campaign.

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0006_sending_in_batches_pauses_suppressions'),
        ('motions', '0007_reports_by_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='email',
            name='delivered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='email',
            name='provider_id',
            field=models.CharField(blank=True, db_index=True, max_length=250, verbose_name="the provider's name for it"),
        ),
        migrations.AddField(
            model_name='email',
            name='returned_as',
            field=models.CharField(blank=True, choices=[('bounced', 'It came back: the address takes no mail'), ('complained', 'It was marked as spam')], max_length=12, verbose_name='came back'),
        ),
        migrations.AddField(
            model_name='email',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='came back at'),
        ),
        migrations.AddField(
            model_name='email',
            name='soft_bounces',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='put off by the other side'),
        ),
        migrations.CreateModel(
            name='DeliveryNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=64, unique=True)),
                ('kind', models.CharField(max_length=20, verbose_name='what happened')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name="in the provider's words")),
                ('at', models.DateTimeField()),
                ('email', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='mail.email')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='InboundMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=250, unique=True, verbose_name='Message-ID')),
                ('sender', models.EmailField(blank=True, max_length=254, verbose_name='from')),
                ('sender_name', models.CharField(blank=True, max_length=120, verbose_name='their name')),
                ('subject', models.CharField(blank=True, max_length=250)),
                ('text', models.TextField(blank=True, verbose_name='words')),
                ('html', models.TextField(blank=True, help_text='Cleaned: no images, styles or scripts.')),
                ('attachments', models.JSONField(blank=True, default=list, help_text='Name, type and size of each.')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='written at')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('filed', models.CharField(choices=[('reply', 'Reply'), ('report', 'Report'), ('advice', 'Question'), ('ignored', 'Ignored')], max_length=10, verbose_name='filed as')),
                ('note', models.TextField(blank=True, verbose_name='why')),
                ('suggestion', models.JSONField(blank=True, null=True)),
                ('dealt_with_at', models.DateTimeField(blank=True, null=True)),
                ('dealt_with_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('email', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='mail.email', verbose_name='in answer to')),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inbound_mails', to='motions.submission')),
            ],
            options={
                'verbose_name': 'mail that came in',
                'verbose_name_plural': 'mail that came in',
                'ordering': ['-received_at', '-pk'],
                'indexes': [models.Index(fields=['filed', 'received_at'], name='mail_inboun_filed_9982ed_idx')],
            },
        ),
    ]
