"""Nothing of a person who was removed is left anywhere, and nothing else has changed."""

import pytest
from django.apps import apps
from django.db import models
from django.forms.models import model_to_dict

from campaign.desk.privacy.erasure import forget_person
from campaign.desk.privacy.inventory import HOLDINGS
from motions.models import Champion, Motion, Offer, Standing, Submission, Vote
from tests.desk.privacy.somebody import traces_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# Where Rosaria stood before. A column that is not here is not tried: let `tests.desk.privacy.somebody` fill it.
HELD_IN = {
    "AddressChange.new_email",
    "AdviceReply.words",
    "AdviceRequest.name",
    "AdviceRequest.question",
    "AffiliateContact.email",
    "AffiliateContact.how_known",
    "AffiliateContact.name",
    "Affiliation.notes",
    "AffiliationStep.words",
    "AttentionMark.note",
    "Authenticator.data",
    "Call.words",
    "Champion.name",
    "ConferenceEntry.appeal_words",
    "ConferenceEntry.hearing_place",
    "ConferenceEntry.reference_back_words",
    "ConferenceEntry.ruling_letter",
    "ConferenceEntry.ruling_reason",
    "Delegate.email",
    "Delegate.how_agreed",
    "Delegate.how_known",
    "Delegate.name",
    "Delegate.phone",
    "DeliveryNote.words",
    "Email.last_error",
    "Email.message",
    "Email.provider_id",
    "Email.to",
    "Event.details",
    "GroupLetter.body",
    "ImportedLine.email",
    "ImportedLine.how_known",
    "ImportedLine.name",
    "InboundMail.attachments",
    "InboundMail.html",
    "InboundMail.message_id",
    "InboundMail.note",
    "InboundMail.sender",
    "InboundMail.sender_name",
    "InboundMail.subject",
    "InboundMail.text",
    "Invitation.email",
    "Invitation.name",
    "LogEntry.change_message",
    "LogEntry.object_repr",
    "MailPause.why",
    "Note.words",
    "Offer.message",
    "Offer.name",
    "Offer.other_affiliate",
    "SavedAnswer.answer",
    "SavedAnswer.question",
    "Secretary.email",
    "Secretary.how_known",
    "Secretary.name",
    "SpeakerOffer.consent",
    "SpeakerOffer.message",
    "SpeakerOffer.name",
    "SpeakerWish.consent",
    "SpeakerWish.message",
    "SpeakerWish.name",
    "Submission.reporter_name",
    "Suppression.address",
    "Suppression.detail",
    "Telephone.number",
    "User.email",
    "User.name",
    "Vote.words",
    "WaitingMail.content",
    "WaitingMail.message_id",
}
# What names nobody: texts and places, what the site made up itself, what a meeting decided, wordings that we wrote.
NAMES_NOBODY = {
    "BodyRules.source",
    "Conference.called_off_because",
    "Conference.section_limits",
    "ConferenceSender.note",
    "ConferenceSender.source",
    "ConferenceWindow.note",
    "ConferenceWindow.source",
    "RefusalGround.name",
    "RefusalGround.rule",
    "RefusalGround.source",
    "RuleSet.about",
    "RuleSet.notes",
    "RuleSource.quote",
    "RuleSource.source",
    "Variant.about",
    "Variant.name",
    "Suspension.reason",
    "AddressChange.new_digest",
    "AddressChange.old_digest",
    "ApiToken.digest",
    "ApiToken.name",
    "ApiToken.scopes",
    "AuditEntry.about_key",
    "AuditEntry.about_model",
    "AuditEntry.words",
    "Affiliate.name",
    "Affiliate.short_name",
    "AttentionMark.fingerprint",
    "AttentionMark.key",
    "AttentionMark.kind",
    "BallotHeading.name",
    "Backup.name",
    "Backup.trouble",
    "Branch.name",
    "BulkAct.before",
    "BulkAct.said",
    "CLP.name",
    "CLP.slug",
    "CallRefusal.digest",
    "Campaign.email",
    "Campaign.group",
    "Campaign.name",
    "Campaign.privacy_email",
    "Campaign.speaking_points",
    "Campaign.summary",
    "Tag.name",
    "TextDraft.note",
    "TextDraft.text",
    "TextDraft.title",
    "CommitteeList.digest",
    "CommitteeList.source",
    "CommitteeListLine.heading",
    "CommitteeListLine.ruling_words",
    "CommitteeListLine.sender",
    "CommitteeListLine.text",
    "CommitteeListLine.title",
    "Composite.name",
    "Composite.subject_heading",
    "Composite.text",
    "CompositingMeeting.follow_key",
    "CompositingMeeting.subject_heading",
    "Conference.name",
    "Conference.rules_source",
    "ConferenceEntry.subject_heading",
    "Consent.wording",
    "Constituency.gss_code",
    "Constituency.name",
    "ContentType.app_label",
    "ContentType.model",
    "DatedNote.source",
    "DatedNote.words",
    "DeliveryNote.key",
    "DeliveryNote.kind",
    "DraftReading.text",
    "DraftReading.why_others_words",
    "Email.key",
    "Email.link_digest",
    # Django-allauth's tables of addresses stay empty: a person's one address is in their own row.
    "EmailAddress.email",
    "EmailConfirmation.key",
    "Email.mailbox",
    "Email.message_id",
    "Email.sender",
    "Email.stop_digest",
    "Email.subject",
    "Gone.sort",
    "GroupLetter.audience",
    "GroupLetter.subject",
    "GroundAnswer.answer",
    "Group.name",
    "Import.kind",
    "ImportedLine.wrote",
    "InboundMail.purposes",
    "InboundMail.suggestion",
    "Invitation.digest",
    "KeptError.digest",
    "KeptError.doing",
    "KeptError.kind",
    "KeptError.place",
    "KeptError.request_id",
    "LeftOver.model",
    "MailWording.body",
    "MailWording.button",
    "MailWording.kind",
    "MailWording.subject",
    "LogEntry.object_id",
    "MeetingAnswer.sender",
    "MailboxPlace.digest",
    "MeetingsFeed.digest",
    "Motion.slug",
    "MotionVersion.note",
    "MotionVersion.text",
    "MotionVersion.title",
    "Offer.consent",
    "PastBallot.heading",
    "PastBallot.source",
    "PeriodSetting.of",
    "Permission.codename",
    "Permission.name",
    "ReceivedText.sender",
    "ReceivedText.text",
    "ReceivedText.title",
    "Refusal.mailbox",
    "Region.name",
    "Region.slug",
    "RememberedHeading.column",
    "RememberedHeading.heading",
    "RememberedHeading.kind",
    "Planning.basis",
    "Reminder.key",
    "ReminderSetting.days",
    "Session.session_data",
    "Session.session_key",
    "SetupLink.digest",
    "SpeakerOffer.evenings",
    "SubmissionLink.digest",
    "Tally.key",
    "Telephone.wording",
    "User.password",
    "Webhook.name",
    "Webhook.seed",
    "Webhook.url",
    "WebhookCall.last_error",
    "UserSession.data",
    "UserSession.session_key",
    "UserSession.user_agent",
    "Vote.amended_text",
    "SpeakerNotes.objections",
    "SpeakerNotes.points",
    "SpeakerNotes.speech",
}


def test_removed_person_is_nowhere_in_the_database(rosaria, admin):
    person = rosaria.does_everything()
    assert {line.split()[0] for line in traces_of(rosaria.needles)} == HELD_IN
    assert forget_person(person, by=admin) is True
    assert traces_of(rosaria.needles) == []


def test_other_people_stay_as_they_were(rosaria, alexis, admin):
    other = alexis.does_everything()
    person = rosaria.does_everything()

    def held():
        rows = {holding.name: list(holding.rows(other).order_by("pk").values()) for holding in HOLDINGS}
        return rows, traces_of(alexis.needles)

    before = held()
    forget_person(person, by=admin)
    assert held() == before
    assert [name for name, rows in before[0].items() if not rows] == []


def test_removal_moves_no_stage_and_progress_is_the_same_to_the_byte(client, rosaria, admin):
    person = rosaria.does_everything()

    def seen():
        standings = list(Standing.objects.order_by("pk").values())
        return client.get("/progress.json").content, standings, Motion.objects.get().progress_version

    before = seen()
    assert len({row["stage"] for row in before[1]}) > 3
    forget_person(person, by=admin)
    assert seen() == before


def test_decision_of_the_clp_stays_and_is_nobodys(rosaria, admin):
    person = rosaria.does_everything()
    carried = Vote.objects.filter(submission__activist=person, outcome="carried-as-amended").first()
    blank = {"reporter_name": ""}
    before = model_to_dict(carried.submission) | blank, model_to_dict(carried) | {"words": ""}
    forget_person(person, by=admin)
    carried = Vote.objects.get(pk=carried.pk)
    assert (model_to_dict(carried.submission), model_to_dict(carried)) == before
    assert (carried.votes_for, carried.amended_text) == (9, "Conference resolves otherwise.")
    assert Vote.objects.get(outcome="other").words == "[removed]"
    assert str(carried.submission.activist) == "Somebody who was removed"


def test_report_not_confirmed_is_withdrawn_and_the_rest_keeps_its_state(rosaria, admin):
    person = rosaria.does_everything()
    mine = {"activist": person}

    def states():
        return [
            list(rows.order_by("pk").values_list("state", flat=True))
            for rows in (
                Submission.objects.filter(**mine),
                Champion.objects.filter(**mine),
                Offer.objects.filter(**mine),
            )
        ]

    reports = ["decided", "decided", "awaiting-confirmation", "awaiting-outcome"]
    assert states() == [reports, ["active", "awaiting-confirmation"], ["open"]]
    forget_person(person, by=admin)
    reports[2] = "withdrawn"
    assert states() == [reports, ["active", "withdrawn"], ["withdrawn"]]
    questions = person.advice_requests.order_by("pk").values_list("state", "question", "waiting_since")
    assert set(questions) <= {("answered", "[removed]", None), ("closed", "[removed]", None)}


def text_columns():
    """Every column of the site in which a name, an address or somebody's words could stand."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, kinds) and not field.choices:
                found.add(f"{model.__name__}.{field.name}")
    return found


def test_every_column_that_could_name_somebody_is_tried_or_known_to_name_nobody():
    assert text_columns() - HELD_IN - NAMES_NOBODY == set(), "Fill it in `somebody.py`, or say here that it cannot."
    assert NAMES_NOBODY - text_columns() == set()
