"""Several texts of one motion: chosen, sent, reported, told apart and counted together."""

from datetime import date

import pytest
from django.urls import reverse

from motions.actions.entries import record_sent
from motions.actions.texts import OverLimit, publish_version
from motions.counts import CARRIED, count_standings
from motions.models import MotionVersion, Submission, Variant
from motions.variants import OURS, UNKNOWN, offered_texts, text_taken
from tests.factories import CLPFactory, UserFactory, make_carried, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]


@pytest.fixture
def short(motion):
    variant = Variant.objects.create(motion=motion, name="The short one", about="For short agendas.")
    publish_version(motion=motion, title="A library near", text="It resolves.", note="", by=None, variant=variant)
    return variant


@pytest.fixture
def clp():
    return CLPFactory(name="Ynys Môn", slug="ynys-mon")


def test_publishing_a_variant_leaves_the_motions_own_text(motion, short):
    motion.refresh_from_db()
    assert (motion.current_version.number, str(motion)) == (1, "A library in reach of every child")
    assert [(one.number, one.variant) for one in offered_texts(motion)] == [(1, None), (2, short)]
    publish_version(motion=motion, title="A library near", text="It resolves anew.", note="", by=None, variant=short)
    assert [one.number for one in offered_texts(motion)] == [1, 3]
    with pytest.raises(OverLimit):
        publish_version(motion=motion, title="x", text="word " * 251, note="", by=None, variant=short)
    short.is_offered = False
    short.save()
    assert [one.number for one in offered_texts(motion)] == [1]


def test_page_with_one_text_asks_for_none(client, motion, clp):
    for page in ("/clps/ynys-mon/", "/clps/ynys-mon/send/", "/clps/ynys-mon/report/", "/clps/ynys-mon/voted/"):
        assert "Which text" not in client.get(page).text, page
    assert "several texts" not in client.get("/progress/").text


def test_text_is_chosen_on_the_clps_page_and_stands_in_the_letter_and_the_report(client, motion, short, clp):
    page = client.get("/clps/ynys-mon/").text
    assert 'href="/clps/ynys-mon/send/?text=2"' in page
    letter = client.get("/clps/ynys-mon/send/?text=2&meets=all-member").text
    assert "Conference motion: A library near" in letter
    version = MotionVersion.objects.get(variant=short)
    assert f"version={version.pk}" in letter
    assert "Conference motion: A library in reach" in client.get("/clps/ynys-mon/send/?meets=all-member").text
    report = client.get(f"/clps/ynys-mon/report/?version={version.pk}").text
    assert f'<input type="hidden" name="version" value="{version.pk}"' in report


def test_report_without_a_letter_says_which_text_it_was(client, motion, short, clp):
    version = MotionVersion.objects.get(variant=short)
    assert "Which text?" in client.get("/clps/ynys-mon/report/").text
    told = {
        "body": "clp",
        "held_on": "2027-05-20",
        "version": version.pk,
        "name": "Alex",
        "email": "alex@example.org",
        "consent": "on",
        "form_key": "b6a3f1f0-6a0e-4b0e-9a55-0d3c5b3f1a11",
    }
    page = client.get("/clps/ynys-mon/voted/").text
    assert "The short one: A library near" in page
    response = client.post("/clps/ynys-mon/voted/", told)
    if response.status_code != 302:  # the form may have been quicker than people are
        response = client.post("/clps/ynys-mon/voted/", told)
    assert Submission.objects.get().version == version


def test_clps_show_which_variant_they_took_and_all_count_together(client, motion, short, clp):
    other, third = CLPFactory(name="Castle End"), CLPFactory(name="Harbour")
    version = MotionVersion.objects.get(variant=short)
    make_carried(motion, clp, on=date(2027, 5, 20), version=version)
    make_carried(motion, other, on=date(2027, 5, 20), version=motion.current_version)
    make_carried(motion, third, on=date(2027, 5, 20), version=motion.current_version)
    assert [text_taken(motion, one) for one in (clp, other, CLPFactory())] == ["The short one", OURS, ""]
    assert "The text here: “The short one”." in client.get("/clps/ynys-mon/").text
    assert CARRIED.of(count_standings(motion.campaign)) == 3
    assert f"2 “{OURS}”, 1 “The short one”." in client.get("/progress/").text


def test_text_that_nobody_reported_is_counted_as_not_known(client, motion, short, clp):
    record_sent(motion=motion, clp=clp, sent_on=date(2027, 5, 30), by=UserFactory(is_staff=True))
    assert f"0 “{OURS}”, 0 “The short one”, 1 “{UNKNOWN}”." in client.get("/progress/").text


def test_decision_of_the_clp_outweighs_a_later_report_of_another_text(motion, short, clp):
    make_carried(motion, clp, on=date(2027, 5, 20), version=MotionVersion.objects.get(variant=short))
    make_submission(motion, clp)
    assert text_taken(motion, clp) == "The short one"


def test_version_page_says_of_which_text_it_is_and_compares_within_it(client, motion, short):
    page = client.get("/motions/libraries/versions/2/").text
    assert "This is the current text of “The short one”: For short agendas." in page
    assert 'What changed from <a href="/motions/libraries/versions/1/">' in page
    publish_version(motion=motion, title="A library in reach", text="It resolves.", note="Own.", by=None)
    publish_version(motion=motion, title="A library near", text="It resolves more.", note="", by=None, variant=short)
    assert (
        'What changed from <a href="/motions/libraries/versions/2/">'
        in client.get("/motions/libraries/versions/4/").text
    )
    assert "This is an earlier text of “The short one”" in client.get("/motions/libraries/versions/2/").text
    assert "Other texts of this motion" in client.get("/motions/libraries/").text


def test_variant_is_published_in_the_admin_and_refused_beside_its_field(client, motion):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    where = reverse("admin:motions_variant_add")
    values = {"motion": motion.pk, "name": "Short", "about": "For some.", "is_offered": "on", "title": "A title"}
    assert client.get(where).status_code == 200
    refused = client.post(where, {**values, "text": "word " * 251})
    assert "Text: 251 of 250 words, 1 too many" in refused.text
    assert not Variant.objects.exists()
    client.post(where, {**values, "text": "It resolves to be short."})
    variant = Variant.objects.get()
    assert [(one.number, one.text) for one in variant.versions.all()] == [(2, "It resolves to be short.")]
    change = reverse("admin:motions_variant_change", args=[variant.pk])
    client.post(change, {**values, "about": "For others.", "text": "It resolves to be short."})
    variant.refresh_from_db()
    assert (variant.about, variant.versions.count()) == ("For others.", 1)
