"""What an organiser has to look at next: found by queries alone, from the facts, the day and some regions.

The desk's front page and the daily digest both read it. Nothing is written here; what an organiser says of an item
(mine, not now, done) is the desk's.
"""

from motions.attention.facts import Scope
from motions.attention.items import Attention, AttentionKind, Target, Urgency
from motions.attention.listing import KINDS, find_attention

__all__ = ["KINDS", "Attention", "AttentionKind", "Scope", "Target", "Urgency", "find_attention"]
