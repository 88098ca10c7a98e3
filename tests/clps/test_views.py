import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils.html import escape

from clps.enums import MeetingStructure
from clps.models import CLP, Secretary
from clps.names import slug_of
from clps.postcodes import Answer, Lookup
from clps.views import NO_SUCH_NAME, NOT_IN_AN_ADDRESS, NOTHING_TYPED, TOO_SHORT
from tests.clps import postcode_stub as answers
from tests.factories import CampaignFactory, CLPFactory

PC = "/postcodes/SW1A1AA"
FIND = reverse("clps:find")


@pytest.fixture
def clps(db):
    """Four CLPs, two of which are alike by name."""
    names = ("Great Snoring", "Little Snoring", "Mickering", "Ynys Môr")
    return [CLPFactory(name=name, slug=slug_of(name)) for name in names]


def assert_asks_again(response, typed, reason):
    """The page has the box with what was typed, the reason beside it, and the regions to choose by."""
    page = response.content.decode()
    assert response.status_code == 200
    assert f'value="{escape(typed)}"' in page
    assert f'<p class="field-error" id="find-error">{reason}</p>' in page
    assert 'aria-describedby="find-error find-hint" aria-invalid="true"' in page
    assert f'<a href="{reverse("clps:list")}#north-west">North West</a>' in page
    assert_holds_nothing_back(response)


def assert_holds_nothing_back(response):
    assert response.cookies == {}
    assert "http://" not in response.content.decode().replace("http://testserver", "")


def test_name_is_sent_on_to_an_address_of_its_own(client, clps):
    response = client.post(FIND, {"q": "  snoring & \0Co "})
    assert (response.status_code, response["Location"]) == (303, "/find/?q=snoring+%26+Co")


def test_name_in_an_address_is_answered_with_those_like_it(client, clps):
    response = client.get(FIND, {"q": "snoring"})
    page = response.content.decode()
    assert [clp.name for clp in response.context["clps"]] == ["Great Snoring", "Little Snoring"]
    assert "2 CLPs like “snoring”" in page
    assert '<a href="/clps/little-snoring/">Little Snoring</a>' in page
    assert 'value="snoring"' in page
    assert "aria-invalid" not in page
    assert_holds_nothing_back(response)


@pytest.mark.parametrize("typed", ["Ynys Môr", "ynys mor clp", "MOR YNYS & "])
def test_exact_name_leads_straight_to_the_clp(client, clps, typed):
    response = client.get(FIND, {"q": typed})
    assert (response.status_code, response["Location"]) == (302, clps[3].get_absolute_url())


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("xyzzy", NO_SUCH_NAME), ("<b>&", NO_SUCH_NAME), ("y", TOO_SHORT), ("", NOTHING_TYPED), ("  ", NOTHING_TYPED)],
)
def test_name_that_is_not_found_is_asked_for_again(client, clps, typed, reason):
    assert_asks_again(client.get(FIND, {"q": typed}), typed.strip(), reason)


def test_form_with_nothing_typed_is_asked_for_again(client, clps):
    assert_asks_again(client.post(FIND, {"q": " "}), "", NOTHING_TYPED)
    assert_asks_again(client.post(FIND), "", NOTHING_TYPED)


def test_page_without_a_question_only_asks(client, clps):
    page = client.get(FIND).content.decode()
    assert "field-error" not in page
    assert 'aria-describedby="find-hint"' in page


def test_page_before_any_clp_is_loaded_says_so(client, db):
    assert "No CLPs have been loaded yet." in client.get(FIND).content.decode()
    assert "No CLPs have been loaded yet." in client.get(reverse("clps:list")).content.decode()


def test_more_results_than_fit_are_said_to_be_more(client, db):
    for number in range(40):
        CLPFactory(name=f"Snoring x{chr(97 + number // 26)}{chr(97 + number % 26)}")
    page = client.get(FIND, {"q": "snoring"}).content.decode()
    assert "The first 30 CLPs like" in page
    assert page.count('<a href="/clps/snoring') == 30
    assert "There are more." in page


def test_postcode_leads_straight_to_its_clp(client, a_few_clps, stub):
    stub.answers[PC] = answers.place("England", "E14001172")
    response = client.post(FIND, {"q": "sw1a 1aa"})
    assert (response.status_code, response["Location"]) == (303, "/clps/cities-of-london-and-westminster/")
    assert response["Cache-Control"] == "no-store"


def test_postcode_of_two_clps_offers_both(client, clps, stub):
    shared = clps[0].constituencies.create(gss_code="E14001172", kind="westminster")
    clps[1].constituencies.add(shared)
    stub.answers[PC] = answers.place("England", "E14001172")
    response = client.post(FIND, {"q": "SW1A 1AA"})
    page = response.content.decode()
    assert Lookup(Answer.SEVERAL).words in page
    assert [clp.name for clp in response.context["clps"]] == ["Great Snoring", "Little Snoring"]
    assert "field-error" not in page
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (answers.place(westminster="E14009999"), Answer.NO_CLP),
        (answers.place(westminster=None), Answer.NO_CODE),
        (answers.INVALID, Answer.INVALID),
        (answers.NOT_FOUND, Answer.NOT_FOUND),
        (answers.terminated(None, None), Answer.TERMINATED),
        (answers.BROKEN, Answer.FAILED),
        ((200, b"<html>"), Answer.UNREADABLE),
    ],
)
def test_postcode_that_finds_nothing_says_why_and_keeps_what_was_typed(client, clps, stub, answer, expected):
    stub.answers[PC] = answer
    response = client.post(FIND, {"q": "sw1a  1aa"})
    assert_asks_again(response, "sw1a 1aa", Lookup(expected).words)
    assert response["Cache-Control"] == "no-store"
    assert "q=" not in response.content.decode().replace('name="q"', "")


def test_postcode_that_takes_too_long_says_so(client, clps, stub, monkeypatch):
    monkeypatch.setattr("clps.postcodes.TIMEOUT", 0.2)
    stub.wait = 3
    assert_asks_again(client.post(FIND, {"q": "SW1A 1AA"}), "SW1A 1AA", Lookup(Answer.TIMED_OUT).words)


def test_postcode_where_none_are_looked_up_says_so(client, clps, settings):
    settings.POSTCODES_URL = ""
    assert_asks_again(client.post(FIND, {"q": "SW1A 1AA"}), "SW1A 1AA", Lookup(Answer.SWITCHED_OFF).words)


@pytest.mark.parametrize("typed", ["SW1A 1AA", "sw1", "\uff33\uff37\uff11"])
def test_postcode_in_an_address_is_neither_looked_up_nor_repeated(client, clps, stub, typed):
    response = client.get(FIND, {"q": typed})
    assert_asks_again(response, "", NOT_IN_AN_ADDRESS)
    assert typed not in response.content.decode()
    suggested = client.get(reverse("clps:suggest"), {"q": typed})
    assert "<a" not in suggested.content.decode()
    assert typed not in suggested.content.decode()
    assert stub.asked == []


def test_form_sent_from_another_site_is_refused(client, clps):
    assert client.post(FIND, {"q": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("name", ["clps:find", "clps:suggest", "clps:list"])
def test_pages_take_no_other_method(client, db, name):
    assert client.put(reverse(name)).status_code == 405
    assert client.delete(reverse(name)).status_code == 405


def test_suggestions_are_the_first_few_names(client, clps):
    response = client.get(reverse("clps:suggest"), {"q": "snorin"})
    page = response.content.decode()
    assert "2 CLPs like that, below the box." in page
    assert '<a href="/clps/great-snoring/">Great Snoring</a> <span class="find__region">North West</span>' in page
    assert "<html" not in page
    assert_holds_nothing_back(response)
    assert "No CLP like that." in client.get(reverse("clps:suggest"), {"q": "xyzzy"}).content.decode()
    assert client.get(reverse("clps:suggest")).content.decode().strip() == ""


def test_list_has_every_clp_under_its_region(client, all_clps):
    response = client.get(reverse("clps:list"))
    page = response.content.decode()
    assert page.count('<li><a href="/clps/') == 650
    assert page.index('<h2 id="scotland">') < page.index('href="/clps/ayr/"') < page.index('<h2 id="wales">')
    assert page.index('<h2 id="wales">') < page.index('href="/clps/ynys-mon/"') < page.index('<h2 id="london">')
    assert len(response.content) < 100_000
    assert_holds_nothing_back(response)


def test_pages_say_nothing_of_a_secretary(client, clps):
    Secretary.objects.create(
        clp=clps[0], name="Sal Ferret", email="sal@example.org", known_since="2027-01-01", how_known="the notice"
    )
    for url in (FIND, f"{FIND}?q=snoring", f"{reverse('clps:suggest')}?q=snoring", reverse("clps:list")):
        page = client.get(url).content.decode()
        assert "Ferret" not in page
        assert "sal@" not in page


@pytest.mark.parametrize("count", [1, 60])
def test_pages_cost_as_many_queries_with_one_clp_as_with_many(client, db, django_assert_num_queries, count):
    CampaignFactory()
    for number in range(count):
        CLPFactory(name=f"Snoring x{chr(97 + number // 26)}{chr(97 + number % 26)} Parva")
    # The campaign, named on every page; the names; those found; whether it is a region; the regions.
    with django_assert_num_queries(5):
        client.get(FIND, {"q": "snoring"})
    # The names; those found; whether it is a region.
    with django_assert_num_queries(3):
        client.get(reverse("clps:suggest"), {"q": "snoring"})
    # The campaign; the regions; their CLPs.
    with django_assert_num_queries(3):
        client.get(reverse("clps:list"))


@pytest.mark.parametrize(("url", "label"), [("", "Your CLP’s name"), ("http://127.0.0.1:1", "Postcode or CLP name")])
def test_box_says_what_may_be_typed(settings, url, label):
    settings.POSTCODES_URL = url
    html = Template('{% include "components/find_form.html" %}').render(Context())
    assert f">{label}</label>" in html
    assert 'method="post" action="/find/"' in html
    assert "csrfmiddlewaretoken" not in html
    assert ("We do not keep your postcode." in html) is bool(url)


def test_error_report_hides_what_was_typed(rf, clps, stub, monkeypatch):
    from django.views.debug import SafeExceptionReporterFilter

    from clps.views import find

    request = rf.post(FIND, {"q": "SW1A 1AA"})
    stub.answers[PC] = answers.INVALID
    find(request)
    shown = SafeExceptionReporterFilter().get_post_parameters(request)
    assert shown["q"] == SafeExceptionReporterFilter.cleansed_substitute


class TestAdmin:
    @pytest.fixture
    def clp(self, clps):
        return clps[0]

    def form(self, clp, **values):
        inlines = {f"{name}-{key}_FORMS": 0 for name in ("branches", "secretaries") for key in ("TOTAL", "INITIAL")}
        given = {"name": clp.name, "region": clp.region_id, "structure": clp.structure, "hex_q": "", "hex_r": ""}
        return {**given, **inlines, **values}

    @pytest.mark.parametrize("model", ["region", "constituency", "clp", "branch", "secretary"])
    def test_lists_and_forms_open_for_an_organiser_alone(self, admin_client, client, clp, model):
        for page in ("changelist", "add"):
            url = reverse(f"admin:clps_{model}_{page}")
            assert admin_client.get(url, {"q": "snoring"} if page == "changelist" else {}).status_code == 200
            client.logout()
            assert client.get(url).status_code == 302

    def test_structure_changes_and_the_address_does_not(self, admin_client, clp):
        url = reverse("admin:clps_clp_change", args=[clp.pk])
        assert 'name="slug"' not in admin_client.get(url).content.decode()
        values = self.form(clp, name="Snoring Magna", slug="other", structure=MeetingStructure.ALL_MEMBER)
        assert admin_client.post(url, values).status_code == 302
        changed = CLP.objects.get(pk=clp.pk)
        assert (changed.name, changed.slug, changed.structure) == ("Snoring Magna", "great-snoring", "all-member")

    def test_secretary_of_a_clp_is_kept_with_how_we_know(self, admin_client, clp):
        added = {
            "secretaries-TOTAL_FORMS": 1,
            "secretaries-0-name": "Sal Ferret",
            "secretaries-0-known_since": "2027-01-01",
            "secretaries-0-how_known": "the notice of the January meeting",
        }
        url = reverse("admin:clps_clp_change", args=[clp.pk])
        assert admin_client.post(url, self.form(clp, **added)).status_code == 302
        secretary = clp.secretaries.get()
        assert (secretary.name, secretary.how_known) == ("Sal Ferret", "the notice of the January meeting")

    def test_accents_do_not_matter_in_the_search(self, admin_client, clps):
        page = admin_client.get(reverse("admin:clps_clp_changelist"), {"q": "ynys mor"}).content.decode()
        assert "Ynys Môr" in page
        assert "Great Snoring" not in page

    def test_list_costs_as_many_queries_with_one_clp_as_with_many(
        self, admin_client, clp, django_assert_max_num_queries
    ):
        for number in range(20):
            CLPFactory(name=f"Snoring {number}")
        with django_assert_max_num_queries(8):
            admin_client.get(reverse("admin:clps_clp_changelist"))
