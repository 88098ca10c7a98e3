"""The words that admins gave a kind of mail, and those that it had before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clps.lib.added_only import AddedOnly

LONGEST_SUBJECT = 200
# A mail stays under 30 kB, and holds its words twice.
LONGEST_BODY = 4_000
LONGEST_BUTTON = 60


class MailWordingQuerySet(models.QuerySet["MailWording"]):
    """The words the rest of the code uses for wordings."""

    def current(self, kind: str) -> "MailWording | None":
        """Return the last wording of a kind; None where nobody has changed it yet."""
        return self.filter(kind=kind).order_by("-number").first()

    def worded(self) -> frozenset[str]:
        """Return the kinds that have an admin's words now, in one query."""
        latest: dict[str, bool] = dict(self.order_by("kind", "number").values_list("kind", "is_built_in"))
        return frozenset(kind for kind, is_built_in in latest.items() if not is_built_in)


class MailWording(AddedOnly):
    """One wording of a kind of mail, with named fields: the last of its kind is what goes out.

    Written by `campaign.mail.wording.actions` alone, and never changed: the earlier ones are its history.
    """

    never_changed = "A wording is never changed: write another."

    # A value of `campaign.mail.enums.MailKind`. What was written for a kind that is no more stays readable.
    kind = models.CharField(max_length=20)
    # From 1 in each kind.
    number = models.PositiveIntegerField()
    # From then on our own words again, as each release has them.
    is_built_in = models.BooleanField("the built-in words", default=False)
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField("words", blank=True)
    button = models.CharField("on the button", max_length=LONGEST_BUTTON, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MailWordingQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-number"]
        verbose_name = "wording of a mail"
        verbose_name_plural = "wordings of mail"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="wording_is_one_for_a_kind_and_number"),
            models.CheckConstraint(
                condition=Q(is_built_in=True, subject="", body="", button="") | ~Q(Q(subject="") | Q(body="")),
                name="wording_is_built_in_or_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, wording {self.number}"
