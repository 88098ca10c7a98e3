"""Whose draft of a composite it is, and what a CLP does about it."""

from django.db.models import TextChoices


class DraftSide(TextChoices):
    """Whose draft: a compositing meeting has ours and the committee's before it, and afterwards the printed one."""

    OURS = "ours", "Our draft"
    COMMITTEE = "committee", "The committee’s draft"
    PRINTED = "printed", "As printed"


class Allegiance(TextChoices):
    """What a body that sent a motion does at the compositing meeting."""

    STAYS = "stays", "Stays in this composite"
    ELSEWHERE = "elsewhere", "Goes to another composite"
    STANDS_ALONE = "alone", "Keeps its own motion"
