"""What the campaign answers to each ground of refusal."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.appeals.answers import DEFAULTS
from motions.enums import RulingGround
from motions.models import GroundAnswer


def set_ground_answers(answers: Mapping[RulingGround, str], *, by: AbstractBaseUser) -> int:
    """Keep the campaign's own answers; return how many changed. An empty one, or ours word for word, is ours again."""
    changed = 0
    with transaction.atomic():
        known = {one.ground: one for one in GroundAnswer.objects.select_for_update(of=("self",))}
        for ground, told in answers.items():
            answer = told.replace("\r\n", "\n").strip()
            own = known.get(ground)
            if answer in ("", DEFAULTS[ground]):
                changed += own is not None
                GroundAnswer.objects.filter(ground=ground).delete()
            elif own is None or own.answer != answer:
                changed += 1
                GroundAnswer.objects.update_or_create(ground=ground, defaults={"answer": answer, "modified_by": by})
    return changed
