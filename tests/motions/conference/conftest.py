"""Motions on their way through conference."""

from datetime import date
from decimal import Decimal

from motions.actions.composites import CompositeWords
from motions.actions.entries import CardVote, move_entry, record_sent
from motions.enums import EntryState
from motions.workflow import EntryAct
from tests.factories import CLPFactory

E, ACT = EntryState, EntryAct
SENT, RULED, MET, VOTED = date(2027, 9, 1), date(2027, 9, 20), date(2027, 9, 26), date(2027, 9, 28)
WORDS = CompositeWords(name="Composite 4", subject_heading="Libraries", text="Conference resolves.", agreed_on=MET)
CARD = CardVote(votes_for=Decimal("62.10"), votes_against=Decimal("37.90"))


def entry_of(motion, *acts, clp=None):
    entry = record_sent(motion=motion, clp=clp or CLPFactory(), sent_on=SENT, by=None)
    for act in acts:
        entry = move_entry(entry, act, on=RULED, by=None, heading="Libraries")
    return entry


def accepted(motion, number=1):
    return [entry_of(motion, ACT.RULE_IN_ORDER) for _ in range(number)]
