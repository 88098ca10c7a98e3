"""What a CLP or a branch asks of motions, where it is not what most do."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from clps.models import CLP, Branch

AS_MOST = "Leave it empty where you do not know: then the usual one holds."


class BodyRules(models.Model):
    """The rules of one CLP for its meetings, or of one of its branches. What is empty is not known.

    Written by `motions.actions.body_rules` alone. `motions.bodies` says what holds where something is empty.
    """

    clp = models.ForeignKey(CLP, on_delete=models.CASCADE, related_name="body_rules")
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="rules")
    notice_days = models.PositiveSmallIntegerField(
        "notice, in days", null=True, blank=True, help_text=f"How long before a meeting it wants a motion. {AS_MOST}"
    )
    branch_days = models.PositiveSmallIntegerField(
        "a branch’s time, in days",
        null=True,
        blank=True,
        help_text=f"How long a branch takes to hear a motion and to send it on, before the CLP’s notice. {AS_MOST}",
    )
    word_limit = models.PositiveSmallIntegerField(
        "words of a motion, at most",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="For its own meetings, beside conference’s limit. Leave it empty where it has none, or you do not "
        "know.",
    )
    needs_mover = models.BooleanField("a motion needs a mover who is there", null=True, blank=True)
    needs_seconder = models.BooleanField("a motion needs a seconder", null=True, blank=True)
    executive_decides = models.BooleanField("the executive decides while meetings are barred", null=True, blank=True)
    source = models.CharField(
        "who says so",
        max_length=200,
        help_text="Such as: its standing orders of 2026, or its secretary by mail on 3 May. Name an office, never a "
        "person. Only organisers see it.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["clp", "branch"]
        verbose_name_plural = "rules of bodies"
        constraints = [
            models.UniqueConstraint(fields=["clp"], condition=Q(branch=None), name="body_rules_are_one_set_for_a_clp"),
            models.UniqueConstraint(fields=["branch"], name="body_rules_are_one_set_for_a_branch"),
        ]

    def __str__(self) -> str:
        return f"Rules of {self.branch or self.clp}"
