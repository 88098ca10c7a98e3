"""What was done to several things at once, so that it can be undone; tags of CLPs; and what is planned by region."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from clps.models import CLP, Region
from motions.models import Campaign, Motion


class BulkAct(models.Model):
    """One act on several rows. `before` says in keys and days how each stood; it holds nobody's words."""

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="bulk_acts")
    sort = models.CharField(max_length=12, choices=[("things", "Things"), ("clps", "CLPs"), ("entries", "Entries")])
    # What the site said it did: "Snoozed until 3 June".
    said = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    before = models.JSONField(default=list)
    done_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.said}: {self.number}"


class Tag(models.Model):
    """A word that organisers put on CLPs, in one campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("campaign", Lower("name"), name="tag_is_its_own_in_any_capitals")]

    def __str__(self) -> str:
        return self.name


class TaggedCLP(models.Model):
    """A tag on one CLP."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged")
    clp = models.ForeignKey(CLP, on_delete=models.CASCADE, related_name="tagged", verbose_name="CLP")

    class Meta:
        ordering = ["tag", "clp"]
        constraints = [models.UniqueConstraint(fields=["tag", "clp"], name="tag_once_on_a_clp")]

    def __str__(self) -> str:
        return f"{self.tag} on {self.clp}"


class RegionPlan(models.Model):
    """How many CLPs of a region are to carry it for conference, and who looks after the region."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="region_plans")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="plans")
    target = models.PositiveSmallIntegerField(null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="regions_planned"
    )

    class Meta:
        ordering = ["region"]
        constraints = [models.UniqueConstraint(fields=["campaign", "region"], name="region_has_one_plan")]

    def __str__(self) -> str:
        return f"Plan for {self.region}"
