"""Three hundred invented people take part, and no public answer holds the name or the address of any of them.

Pages, feeds, sheets, pictures, the block for other sites and the cards for shared links, for every CLP.
"""

from itertools import count

from django.test import Client, TestCase
from django.urls import reverse
from zeal import zeal_ignore

from clps.models import Secretary
from motions.actions.delegates import DelegateContact, record_delegate
from motions.actions.entries import record_sent
from motions.actions.votes import record_vote
from tests.factories import (
    CLPFactory,
    MotionFactory,
    carried_on,
    make_champion,
    make_question,
    make_speaker,
    make_submission,
    make_wish,
)
from tests.guards.routes import ROUTES
from tests.guards.table import EVERYBODY, guard_of
from tests.guards.test_every_route import read
from tests.guards.world import MET_ON

CLPS = 50
OF_EACH_CLP = 6


class TestCanaries(TestCase):
    """A class of Django's, because it seeds them once."""

    @classmethod
    def setUpTestData(cls):
        numbers = count(1)
        cls.words = []

        def somebody():
            word = f"canary{next(numbers):03}"
            cls.words.append(word)
            return {"name": f"Pat {word.title()}", "email": f"{word}@nest.example"}

        cls.motion = MotionFactory(slug="libraries")
        cls.clps = [CLPFactory(hex_q=number, hex_r=0) for number in range(CLPS)]
        carried = carried_on(MET_ON)
        for clp in cls.clps:
            reporter, second, champion, secretary, delegate, asker = (somebody() for _ in range(OF_EACH_CLP))
            for person in (reporter, second):
                told = make_submission(cls.motion, clp, email=person["email"])
                told.reporter_name = person["name"]
                told.save()
                record_vote(told, carried, by=told.activist)
            entry = record_sent(motion=cls.motion, clp=clp, sent_on=MET_ON, by=told.activist, submission=told)
            make_champion(cls.motion, clp, **champion)
            Secretary.objects.create(clp=clp, known_since=MET_ON, how_known="Rang.", **secretary)
            record_delegate(entry, DelegateContact(phone="", how_known="Rang.", **delegate), by=None)
            make_question(question="Who?", clp=clp, **asker)
            make_speaker(cls.motion, [clp.region], **champion)
            make_wish(cls.motion, clp, **asker)

    def addresses(self):
        """Every public address that takes no token, for each CLP where it is about one."""
        for route in ROUTES:
            if (
                guard_of(route.name, route.model).look != EVERYBODY
                or "token" in route.path
                or "motion_slug" in route.path
            ):
                continue
            if "<" not in route.path:
                yield f"/{route.path}"
            elif route.path.startswith("motions/"):
                yield f"/{route.path.replace('<slug:slug>', self.motion.slug).replace('<int:number>', '1')}"
            elif route.path.startswith("clps/"):
                for clp in self.clps:
                    yield f"/{route.path.replace('<slug:slug>', clp.slug)}"

    def test_no_public_answer_names_anybody(self):
        assert len(self.words) == 300
        client, asked, shown = Client(), 0, []
        with zeal_ignore():
            searched = [f"{reverse('clps:find')}?q=canary{number:03}" for number in (1, 300)]
            for address in [*self.addresses(), *searched, f"{reverse('clps:suggest')}?q=canary"]:
                told = read(client.get(address)).lower()
                # What was typed into the search comes back in it.
                shown += [] if "?q=" in address else [f"{address}: {word}" for word in self.words if word in told]
                assert "@nest.example" not in told, address
                asked += 1
        assert shown == []
        assert asked > 8 * CLPS
