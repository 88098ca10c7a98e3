"""Labour's regions, parliamentary constituencies, and the CLPs and branches that cover them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from clps.enums import ConstituencyKind, MeetingStructure, Nation


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
