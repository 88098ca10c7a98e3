"""How far each CLP has come: one row for each CLP and motion, derived from the facts."""

from django.db import models

from clps.models import CLP
from motions.enums import Stage
from motions.models.texts import Motion


class Standing(models.Model):
    """A CLP's stage with one motion. A CLP without a row has not started.

    Derived: `motions.actions.standings` alone writes it, and `manage.py rebuild_stages` makes it anew.
    """

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="standings")
    clp = models.ForeignKey(CLP, on_delete=models.CASCADE, related_name="standings", verbose_name="CLP")
    stage = models.CharField(max_length=24, choices=Stage, default=Stage.NOT_STARTED)
    since = models.DateField(null=True, blank=True)
    is_checked = models.BooleanField("checked", default=False)
    is_conflicting = models.BooleanField("reports conflict", default=False)
    # Moves whenever anything that the stage is derived from may have changed: the CLP's drawn page is stale then.
    facts_version = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        ordering = ["clp"]
        # The row is the lock as well: every action on a CLP takes it first, then submissions, then entries.
        constraints = [models.UniqueConstraint(fields=["motion", "clp"], name="standing_is_one_for_a_clp_and_motion")]

    def __str__(self) -> str:
        return f"{self.clp}: {self.get_stage_display()}"
