"""Who takes motions for a CLP or a branch. Private: nothing here is ever shown on a public page."""

from django.db import models
from django.db.models import Q

from clps.addresses import AddressField
from clps.models import CLP, Branch


class Secretary(models.Model):
    """The person who takes motions for one CLP or one branch, with how and when we came to know."""

    clp = models.ForeignKey(
        CLP, on_delete=models.CASCADE, null=True, blank=True, related_name="secretaries", verbose_name="CLP"
    )
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="secretaries")
    name = models.CharField(max_length=120, blank=True)
    email = AddressField("email address", blank=True)
    known_since = models.DateField(help_text="The day we learned it, or last heard that it still holds.")
    how_known = models.CharField(
        "how we know", max_length=200, help_text="For example: the notice of the October meeting came from here."
    )
    agreed_on = models.DateField(
        "agreed to be written to on", null=True, blank=True, help_text="By the campaign itself, in letters to groups."
    )
    left_on = models.DateField("gave it up on", null=True, blank=True)

    class Meta:
        ordering = ["-known_since"]
        verbose_name_plural = "secretaries"
        constraints = [
            models.CheckConstraint(
                condition=Q(clp__isnull=False, branch__isnull=True) | Q(clp__isnull=True, branch__isnull=False),
                name="secretary_is_of_a_clp_or_a_branch",
                violation_error_message="Choose the CLP or the branch that this secretary is of: one of the two.",
            ),
            models.CheckConstraint(
                condition=~Q(name="", email=""),
                name="secretary_has_a_name_or_an_address",
                violation_error_message="Give a name or an email address.",
            ),
        ]

    def __str__(self) -> str:
        return f"Secretary of {self.clp or self.branch}"
