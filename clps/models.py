"""What stands in the tables of this app: Labour's regions and CLPs, their secretaries, affiliates, and the audit."""

from typing import Any, NoReturn

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from clps.addresses import AddressField
from clps.enums import AffiliateKind, ConstituencyKind, MeetingStructure, Nation
from clps.lib.added_only import AddedOnly


class Region(models.Model):
    """One of Labour's nations and regions."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    nation = models.CharField(max_length=20, choices=Nation)
    position = models.PositiveSmallIntegerField(default=0, help_text="Where it stands in lists, from north to south.")

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Constituency(models.Model):
    """A parliamentary area. A postcode gives one; its CLP is found through `CLP.constituencies`."""

    gss_code = models.CharField(
        "GSS code",
        max_length=9,
        unique=True,
        validators=[RegexValidator(r"^[ENSW]\d{8}$", "A GSS code is a letter and eight digits, such as E14001063.")],
    )
    name = models.CharField(max_length=120, blank=True, help_text="Empty where our source gives the code alone.")
    kind = models.CharField(max_length=20, choices=ConstituencyKind)

    class Meta:
        ordering = ["gss_code"]
        verbose_name_plural = "constituencies"

    def __str__(self) -> str:
        return f"{self.name} ({self.gss_code})" if self.name else self.gss_code


class CLP(models.Model):
    """A Constituency Labour Party. Not a Westminster seat: it may cover several constituencies, or none."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True, help_text="Part of its lasting address. Do not change it.")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="clps")
    constituencies = models.ManyToManyField(Constituency, related_name="clps", blank=True)
    structure = models.CharField(
        "how it meets", max_length=20, choices=MeetingStructure, default=MeetingStructure.UNKNOWN
    )
    hex_q = models.SmallIntegerField("hexmap column", null=True, blank=True)
    hex_r = models.SmallIntegerField("hexmap row", null=True, blank=True)
    modified_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "CLP"
        constraints = [
            models.UniqueConstraint(fields=["hex_q", "hex_r"], name="clp_hexmap_cell_is_its_own"),
            models.CheckConstraint(
                condition=Q(hex_q__isnull=True, hex_r__isnull=True) | Q(hex_q__isnull=False, hex_r__isnull=False),
                name="clp_hexmap_cell_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the CLP's lasting public address."""
        return reverse("motions:clp", args=[self.slug])


class Branch(models.Model):
    """A branch (often a ward) of a CLP, named by the people who know it."""

    clp = models.ForeignKey(CLP, on_delete=models.CASCADE, related_name="branches")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "branches"
        constraints = [models.UniqueConstraint("clp", Lower("name"), name="branch_name_is_its_own_in_the_clp")]

    def __str__(self) -> str:
        return f"{self.name}, {self.clp}"


class Affiliate(models.Model):
    """A union, a society or a group that can decide to support a motion."""

    kind = models.CharField(max_length=20, choices=AffiliateKind)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40, blank=True, help_text="What people call it, if that is shorter.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.called

    @property
    def has_two_names(self) -> bool:
        """Whether people call it something else than its name."""
        return self.short_name not in ("", self.name)

    @property
    def called(self) -> str:
        """What people call it."""
        return self.short_name or self.name


class Secretary(models.Model):
    """The person who takes motions for one CLP or one branch, with how and when we came to know.

    Private: nothing here is ever shown on a public page.
    """

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


class AuditAct(models.TextChoices):
    """What somebody did that has to be accounted for."""

    EXPORT = "export", "Took a file away"
    OPEN_PERSON = "open-person", "Opened a person’s page"
    OPEN_CLP = "open-clp", "Opened a CLP’s story"
    ROLE = "role", "Changed a role"
    FORGET = "forget", "Entries older than a year went"


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reading; and no way to change or delete what stands."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(AuditEntry.never_changed)

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError(AuditEntry.never_changed)

    def forget(self, keys: list[int]) -> int:
        """Delete these for good; a part of `clps.lib.audit.forget_old_entries`, which notes that they went."""
        return self.filter(pk__in=keys)._raw_delete(self.db)


class AuditEntry(AddedOnly):
    """One thing that somebody did. Who and whom are kept as numbers: removing a person touches no entry.

    Written by `clps.lib.audit` alone. The database refuses changes too: see the migration that makes the table.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    act = models.CharField(max_length=12, choices=AuditAct)
    by = models.PositiveBigIntegerField("who", null=True)
    # What it was about: a model and a key, or the name of a file.
    about_model = models.CharField(max_length=40, blank=True)
    about_key = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=200, blank=True)
    rows = models.PositiveIntegerField(null=True)

    never_changed = "An entry of the audit is never changed or deleted."

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {timezone.localtime(self.at):%-d %B %Y, %H:%M}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(self.never_changed)


class Tally(models.Model):
    """How often something was tried in one span of time: written by `clps.lib.throttle` alone."""

    # A hash of what is counted and of when: neither an address nor a network can be read from it.
    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%H:%M}"
