"""From “ruled out on two grounds” to “carried by card vote”, on the desk's own pages and by their links alone."""

import re
from datetime import date

import pytest

from motions.enums import RulingGround
from motions.models import CompositingMeeting, ConferenceEntry
from motions.workflow import EntryAct
from tests.desk.conference.conftest import sent
from tests.desk.reports import STORY
from tests.factories import CLPFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
DAY = date(2027, 6, 1)
# Django's lists of models and their rows.
MODEL_PAGE = re.compile(r"^/admin/(?:accounts|mail|motions|desk)/|^/admin/clps/(?:clp|branch|secretary|affiliate)/")


class Walker:
    """An organiser who goes where the page before has a link or a form, and nowhere else."""

    def __init__(self, client):
        self.client, self.page, self.at = client, client.get("/admin/"), "/admin/"

    def follows(self, address):
        assert not MODEL_PAGE.match(address), address
        assert f'href="{address}"' in self.page.text, f"{self.at} does not lead to {address}"
        self.at, self.page = address, self.client.get(address)
        assert self.page.status_code == 200, address
        return self

    def sends(self, *, to=None, **data):
        address = to or self.at
        assert "<form" in self.page.text
        self.page = self.client.post(address, data, follow=True)
        assert self.page.status_code == 200, self.page.context["form"].errors
        self.at = self.page.redirect_chain[-1][0]
        return self

    def records(self, act, **data):
        """Record the next step at conference from the CLP's story."""
        self.follows(f"{STORY}entry/").sends(act=act.value, on=str(DAY), **data)
        assert self.at == STORY


@pytest.fixture
def entries(motion, clp):
    other = CLPFactory(name="Borchester", slug="borchester")
    return sent(motion, clp), sent(motion, other, EntryAct.RULE_IN_ORDER)


def test_motion_goes_from_two_grounds_to_a_card_vote_on_the_desk(desk, motion, entries):
    walker = Walker(desk)
    walker.page = desk.get("/admin/rulings/")
    walker.follows(f"{STORY}entry/")
    walker.sends(
        act=EntryAct.RULE_OUT.value,
        on=str(DAY),
        grounds=["several-subjects", "not-new"],
        letter="It is not one subject, and it is not new.",
        appeal_by="2027-06-03T12:00",
    )
    walker.page = desk.get("/admin/")
    assert "Ruled out, no appeal yet" in walker.page.text
    walker.follows("/admin/clps/little-mickering/appeal/")
    for ground in (RulingGround.SEVERAL_SUBJECTS, RulingGround.NOT_NEW):
        assert str(ground.label) in walker.page.text
    assert desk.get("/admin/clps/little-mickering/appeal.docx").status_code == 200
    walker.follows(f"{STORY}appeal-choice/").sends(answer="yes")
    walker.records(EntryAct.APPEAL)
    walker.records(EntryAct.ARRANGE_HEARING, hearing_on="2027-09-24", hearing_time="10:30", hearing_place="Room 4")
    walker.records(EntryAct.WIN_APPEAL, reason="They saw it.")
    walker.records(EntryAct.GIVE_HEADING, heading="Libraries")
    walker.page = desk.get("/admin/rulings/")
    assert "Ruled out first, and in order now" in walker.page.text
    walker.follows("/admin/composites/").sends(subject_heading="Libraries", held_on="2027-09-26")
    room = CompositingMeeting.objects.get().get_absolute_url()
    assert walker.at == room
    text = motion.current_version.text
    walker.follows(f"{room}draft/ours/").sends(text=text, after="0")
    walker.follows(f"{room}agreed/")
    answers = list(walker.page.context["form"].fields)
    walker.sends(**dict.fromkeys(answers, "stays"))
    walker.follows(f"{room}record/")
    chosen = [entry.pk for entry in entries]
    walker.sends(name="Composite 4", subject_heading="Libraries", agreed_on="2027-09-26", text=text, entries=chosen)
    walker.page = desk.get(STORY)
    walker.records(EntryAct.CARRY, card_for="62.1", card_against="37.9", clps_for="71", affiliates_for="53.2")
    states = dict(ConferenceEntry.objects.values_list("clp__name", "state"))
    assert states == {"Little Mickering": "floor-carried", "Borchester": "floor-carried"}
    story = walker.page.text
    for said in ("More than one subject.", "Appeal won: ruled in order", "Card vote: 62.1 for, 37.9 against."):
        assert said in story
    public = " ".join(desk.get("/motions/libraries/afterwards/").text.split())
    assert "Composite 4, Libraries</strong>, 2 CLPs: Conference carried it. Card vote: 62.1 for" in public
    assert "In order; ruled out (more than one subject; not a new issue" in public
