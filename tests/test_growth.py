"""Nothing grows for ever unnoticed: of each table it is said what takes its rows away, or why they stay."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.conf import settings

from campaign.desk.models import BulkAct
from campaign.desk.privacy.expiry import forget_old, gone_lately
from campaign.desk.privacy.sweeps import PERSON_SWEEPS, SWEEPS
from motions.retention import Kept
from tests.factories import CLPFactory, MotionFactory

# What the nightly rounds take away, and which of them.
GO = {
    "sessions.Session": Kept.SESSIONS,
    "usersessions.UserSession": Kept.SESSIONS,
    "sign_in.AddressChange": Kept.SESSIONS,
    "sign_in.Invitation": Kept.UNCONFIRMED,
    "sign_in.Invitation_regions": Kept.UNCONFIRMED,
    "clps.Tally": Kept.COUNTS,
    "clps.AuditEntry": Kept.AUDIT,
    "admin.LogEntry": Kept.AUDIT,
    "clps.Secretary": Kept.SECRETARIES,
    "motions.AffiliateContact": Kept.CONTACTS,
    "motions.SubmissionLink": Kept.LINKS,
    "mail.InboundMail": Kept.INBOUND,
    "mail.WaitingMail": Kept.INBOUND,
    "mail.Suppression": Kept.PEOPLE,
    "accounts.Consent": Kept.PEOPLE,
    "accounts.User_groups": Kept.PEOPLE,
    "accounts.User_regions": Kept.PEOPLE,
    "accounts.User_user_permissions": Kept.PEOPLE,
    "mail.Stop": Kept.PEOPLE,
    "mail.LetterRecipient": Kept.PEOPLE,
    "motions.Telephone": Kept.PEOPLE,
    "motions.SpeakerOffer_regions": Kept.PEOPLE,
    "motions.Delegate": Kept.PEOPLE,
    "mfa.Authenticator": Kept.PEOPLE,
    "desk.MeetingsFeed": Kept.PEOPLE,
    "desk.Note": Kept.WORDS,
    "desk.Call": Kept.WORDS,
    "desk.CallHold": Kept.WORDS,
    "desk.ImportedLine": Kept.IMPORTS,
    "desk.BulkAct": Kept.IMPORTS,
    "errors.KeptError": "campaign.errors.forget",
    "api.WebhookCall": "campaign.api.forget",
    # It is gone once it is sent, or makes no sense any more.
    "mail.Reminder": "campaign.mail.round",
}
# The record of the campaign: a row for each thing that somebody did or had. Words and names in them go all the same.
RECORD = {
    "accounts.User", "mail.Email", "mail.DeliveryNote", "mail.GroupLetter", "motions.Submission",
    "motions.Vote", "motions.Event", "motions.Champion", "motions.Introduction", "motions.Offer",
    "motions.SpeakerOffer", "motions.SpeakerWish", "motions.SpeakerAsking", "motions.AdviceRequest",
    "motions.AdviceReply", "motions.MeetingAnswer", "motions.AffiliationStep",
}  # fmt: skip
# A row for each thing that there is, such as a CLP, or that an organiser made by hand, or a day: hundreds in a year.
FEW = {
    "operations.Backup", "vitals.Pulse", "mail.MailboxPlace", "mail.MailPause", "mail.Planning",
    "mail.ReminderSetting", "mail.Refusal", "mail.MailWording", "api.ApiToken", "api.Webhook", "desk.Tag",
    "desk.TaggedCLP", "desk.RegionPlan", "desk.CallRefusal", "desk.TextDraft", "desk.AttentionMark",
    "desk.TrialMail", "desk.Import", "desk.RememberedHeading", "desk.LeftOver", "desk.Gone", "desk.Ownership",
    "setup.SetupLink", "motions.Conference", "motions.Campaign", "motions.Motion", "motions.Variant",
    "motions.MotionVersion", "motions.SavedAnswer", "motions.Affiliation", "motions.GroundAnswer",
    "motions.BallotHeading", "motions.PastBallot", "motions.BodyRules", "motions.CommitteeList",
    "motions.CommitteeListLine", "motions.Composite", "motions.ConferenceEntry", "motions.RulingGroundGiven",
    "motions.CompositingMeeting", "motions.ReceivedText", "motions.DraftReading", "motions.DatedNote",
    "motions.PeriodSetting", "motions.RuleSet", "motions.ConferenceWindow", "motions.ConferenceSender",
    "motions.RefusalGround", "motions.RuleSource", "motions.SpeakerNotes", "motions.Standing",
    "motions.Suspension", "motions.SuspendedRegion", "clps.Affiliate", "clps.Region", "clps.Constituency",
    "clps.CLP_constituencies", "clps.CLP", "clps.Branch", "account.EmailAddress", "account.EmailConfirmation",
    "auth.Permission", "auth.Group_permissions", "auth.Group", "contenttypes.ContentType",
}  # fmt: skip


def test_every_table_says_what_takes_its_rows_away_or_why_they_stay():
    tables = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert tables == GO.keys() | RECORD | FEW
    rounds = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert [what for what in GO.values() if what not in {*SWEEPS, *PERSON_SWEEPS, *rounds}] == []


def test_scheduled_round_has_a_task_of_its_name():
    from campaign.celery import app

    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


@pytest.mark.django_db
def test_how_rows_stood_before_an_act_on_several_goes_after_a_month():
    motion, clp = MotionFactory(), CLPFactory()
    done = datetime(2028, 1, 31, 12, tzinfo=UTC)
    with time_machine.travel(done, tick=False):
        before = [{"clp": clp.pk, "act": "owner"}]
        BulkAct.objects.create(motion=motion, sort="clps", said="Looked after", number=1, before=before)
    for days, left in ((30, 1), (31, 0), (32, 0)):
        now = done + timedelta(days=days)
        with time_machine.travel(now, tick=False):
            forget_old(now)
        assert BulkAct.objects.count() == left
    assert [day.words for day in gone_lately(5)] == ["1 act on several things"]
