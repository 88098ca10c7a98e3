"""The desk on the demonstration's 650 CLPs, as somebody meets it who has never seen it: by what stands on the page.

Four tasks, then the same by keyboard alone, then every page of the admin for axe and the content security policy.
"""

import re
from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from campaign.mail.reminders.settings import days_asked
from motions.attention import find_attention
from motions.demo import ORGANISER, PASSWORD
from motions.enums import TARGET_STAGES, Outcome
from motions.models import Motion, Standing, Submission
from motions.queries import current_conference_motion
from tests.browser.axe import settled
from tests.browser.complaints import complaints_of
from tests.browser.signing_in import sign_in
from tests.test_guards import ADMIN as ADDRESSES

pytestmark = pytest.mark.django_db(transaction=True)
# The browser says this of every page that a policy keeps something from.
LISTEN = """
  window.refused = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.refused.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
"""


@pytest.fixture
def demonstration(settings):
    # Who is signed in and whom a page is about are both people: that is no query in a loop.
    settings.ZEAL_ALLOWLIST = [{"model": "accounts.User", "field": "get()"}]
    call_command("prepare", stdout=StringIO())


@pytest.fixture
def complaints(page):
    """What the browser complains of, wherever it is."""
    page.add_init_script(LISTEN)
    return complaints_of(page)


def sign_in_as(email, page, live_server):
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, live_server, email=email, password=PASSWORD)


@pytest.fixture
def desk(page, live_server, demonstration, complaints):
    sign_in_as(ORGANISER, page, live_server)
    return page


def a_wrong_outcome():
    """A CLP that somebody says carried it, by the one report there is."""
    alone = Submission.objects.values("clp").annotate(number=Count("pk")).filter(number=1).values("clp")
    found = Submission.objects.filter(
        clp__in=alone, state="decided", body="clp", votes__outcome=Outcome.CARRIED, votes__purpose="conference"
    )
    found = found.filter(version__motion=current_conference_motion(), entries__isnull=True)
    return found.select_related("clp").order_by("pk").first()


def test_how_many_carried_it_in_wales_takes_two_clicks(desk, complaints):
    motion = current_conference_motion()
    in_wales = Standing.objects.filter(motion=motion, clp__region__name="Wales", stage__in=TARGET_STAGES).count()
    desk.get_by_label("Nation or region", exact=True).select_option("Wales")
    desk.get_by_role("button", name="Show", exact=True).click()
    headline = desk.get_by_role("region", name="Toward Demonstration Conference")
    expect(headline).to_contain_text("Wales: everything here is about those 32 CLPs.")
    expect(headline).to_contain_text(f"{in_wales} of 32 CLPs have carried it")
    # The same stands in a table, one click from the top.
    desk.get_by_role("link", name="Show everything").click()
    desk.get_by_role("navigation", name="On this page").get_by_role("link", name="By nation and region").click()
    row = desk.get_by_role("row", name="Wales")
    expect(row).to_be_in_viewport()
    assert row.get_by_role("cell").all_inner_texts()[1] == str(in_wales)
    assert complaints == []


def test_whom_to_chase_today_stands_on_the_page(desk, complaints):
    # No click, and one for those whose outcome is overdue.
    motion = current_conference_motion()
    found = find_attention(motion, day=timezone.localdate(), asks_after=days_asked(motion.campaign))
    overdue = [item for item in found if item.kind.key == "outcome-overdue"]
    attention = desk.get_by_role("region", name="Needs attention")
    expect(attention.get_by_role("heading", name="Today")).to_be_visible()
    # Its kind among the kinds, with how many there are: not the links of one CLP, which name the kind as well.
    attention.get_by_role("link", name=re.compile(r"^Outcome overdue \d+$")).click()
    listed = desk.get_by_role("article")
    expect(listed).to_have_count(len(overdue))
    assert {item.clp.name for item in overdue} == set(listed.get_by_role("heading").all_inner_texts())
    assert complaints == []


def test_what_happened_in_a_clp_is_found_by_its_name_and_a_wrong_outcome_is_mended(desk, complaints):
    # From any page.
    wrong = a_wrong_outcome()
    desk.get_by_role("searchbox", name="Find a CLP").fill(wrong.clp.name)
    desk.get_by_role("button", name="Find", exact=True).click()
    expect(desk.get_by_role("heading", name=f"{wrong.clp.name} CLP", level=1)).to_be_visible()
    expect(desk.get_by_text("Carried for conference").first).to_be_visible()
    story = desk.get_by_role("region", name="The story")
    expect(story).to_contain_text(f"reported by {wrong.reporter_name}")

    # Fix its outcome: it was lost.
    desk.get_by_role("link", name="Correct the outcome").click()
    desk.get_by_label("What did the meeting do?").select_option("Lost")
    desk.get_by_role("button", name="Record or correct the outcome").click()
    # The figures that stood there were those of the other outcome: they are asked for once more, or left out.
    expect(desk.get_by_text("Those were the figures of “carried”")).to_be_visible()
    # A browser says so of every form that comes back.
    assert all("422" in complaint for complaint in complaints)
    complaints.clear()
    desk.get_by_role("button", name="Record or correct the outcome").click()
    expect(desk.get_by_text("The outcome is recorded.")).to_be_visible()
    expect(desk.get_by_text("Not carried").first).to_be_visible()
    expect(story).to_contain_text("Vote corrected")
    assert Standing.objects.get(motion=current_conference_motion(), clp=wrong.clp).stage == "not_carried"
    assert complaints == []


def focused(page):
    """What has the focus, as a person hears it, once it is seen to have it."""
    return page.evaluate("""() => {
      const one = document.activeElement;
      const box = one.getBoundingClientRect();
      const style = getComputedStyle(one);
      const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
      // Within a date, the browser draws the ring round the part that has the focus.
      const ringed = shown || ["date", "time"].includes(one.type);
      const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
      const name = one.getAttribute("aria-label") || (one.labels && one.labels[0]?.textContent) || one.textContent;
      const how = `${style.outlineStyle} ${style.outlineWidth}, ${box.top} to ${box.bottom} of ${innerHeight}`;
      return { name: name.trim(), tag: one.tagName, how, seen: one === document.body || (ringed && inside) };
    }""")


def tab_to(page, name, *, most=120):
    """Press Tab until something of that name has the focus, which is seen all the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        one = focused(page)
        assert one["seen"], f"The focus is on {one['tag']} “{one['name'][:60]}”, and is not seen: {one['how']}."
        if one["name"].startswith(name):
            return
    pytest.fail(f"{name} is not reached by Tab.")


def test_wrong_outcome_is_fixed_by_keyboard_alone_with_the_focus_always_seen(desk):
    wrong = a_wrong_outcome()
    tab_to(desk, "Find a CLP")
    desk.keyboard.type(wrong.clp.name)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/story/")
    settled(desk)
    tab_to(desk, "Correct the outcome")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/outcome/**")
    settled(desk)
    tab_to(desk, "What did the meeting do?")
    desk.keyboard.type("Lost")
    tab_to(desk, "Record or correct the outcome")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Those were the figures of “carried”")).to_be_visible()
    settled(desk)
    tab_to(desk, "Record or correct the outcome")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("The outcome is recorded.")).to_be_visible()
    settled(desk)
    assert Standing.objects.get(clp=wrong.clp, motion=current_conference_motion()).stage == "not_carried"
    tab_to(desk, "Today")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Needs attention")).to_be_visible()


def every_page():
    """Lists and forms to add, a row of each kind, and the desk's own pages."""
    skipped = {"logout", "jsi18n", "autocomplete", "view_on_site"}
    walked = [address for name, address in ADDRESSES if name not in skipped and not any(c in address for c in "9(")]
    rows = [model._default_manager.order_by("-pk").first() for model in admin.site._registry]
    walked += [
        reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]) for row in rows if row
    ]
    wrong = a_wrong_outcome()
    story = reverse("admin:desk-clp", args=[wrong.clp.slug])
    walked += [story, *(f"{story}{act}/" for act in ("note", "owner", "phone", "sent", "conflict"))]
    walked += [f"{story}{act}/{wrong.pk}/" for act in ("check", "outcome", "merge")]
    sent = Standing.objects.filter(motion=current_conference_motion(), stage="sent_to_conference").first()
    conflict = Standing.objects.filter(motion=current_conference_motion(), is_conflicting=True).first()
    walked.append(reverse("admin:desk-clp-act", args=[sent.clp.slug, "entry"]))
    walked.append(reverse("admin:desk-clp-conflict", args=[conflict.clp.slug]))
    return [address for address in dict.fromkeys(walked) if "nothing" not in address]


def open_page(page, address):
    """Open the address and return its answer, or None where nothing is drawn: a file to keep, or a form's address.

    It is asked for first. A browser that is led to an answer without a page draws its own page of the error a moment
    later, and by that breaks off whatever is opened next.
    """
    asked = page.request.get(address)
    kept, allowed = asked.headers.get("content-disposition", "").split(";")[0], asked.headers.get("allow")
    if (asked.status, kept, allowed) in {(200, "attachment", None), (405, "", "POST")}:
        return None
    return page.goto(address)


def test_no_page_of_the_admin_that_an_organiser_opens_breaks_the_policy(page, live_server, demonstration, complaints):
    """On the demonstration's rows; `test_desk_pages.py` has axe look at each page, as an owner."""
    sign_in_as(ORGANISER, page, live_server)
    wrong, opened = {}, 0
    for address in every_page():
        complaints.clear()
        answer = open_page(page, live_server.url + address)
        if answer is None or answer.status in (403, 404):
            continue
        opened += 1
        policy = answer.headers["content-security-policy"]
        broken = [f"answers {answer.status}"] if answer.status != 200 else []
        broken += [policy] if "unsafe" in policy else []
        if found := [*broken, *complaints, *settled(page).evaluate("window.refused")]:
            wrong[address] = found[:4]
    if wrong:
        pytest.fail("\n".join(f"{address}: {found}" for address, found in wrong.items()))
    assert opened > 60
    assert Motion.objects.exists()
