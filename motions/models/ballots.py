"""The priorities ballot: the headings to choose from, and how ballots of earlier years went."""

from django.db import models
from django.db.models import Q

from motions.enums import BallotHalf
from motions.models.conferences import Conference


class BallotHeading(models.Model):
    """One heading in a conference's ballot, who may vote for it, and whether we ask for votes.

    Written by `motions.actions.ballots` alone.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="ballot_headings")
    name = models.CharField(max_length=120)
    clps_vote = models.BooleanField("CLPs may vote for it", default=True)
    affiliates_vote = models.BooleanField("affiliates may vote for it", default=True)
    is_ours = models.BooleanField("we ask for votes for it", default=False)

    class Meta:
        ordering = ["-is_ours", "name"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "name"], name="ballot_heading_is_there_once"),
            models.CheckConstraint(
                condition=Q(clps_vote=True) | Q(affiliates_vote=True), name="ballot_heading_has_somebody_to_vote"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PastBallot(models.Model):
    """How one heading did in an earlier year, in one half or in all. Written by `motions.actions.ballots` alone."""

    year = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=120)
    half = models.CharField("whose votes", max_length=10, choices=BallotHalf)
    # Votes or per cent, as they were announced.
    votes = models.DecimalField(max_digits=12, decimal_places=2)
    was_chosen = models.BooleanField("it was chosen")
    source = models.CharField("where it can be read", max_length=200)

    class Meta:
        ordering = ["-year", "half", "-votes"]
        constraints = [
            models.UniqueConstraint(fields=["year", "heading", "half"], name="past_ballot_is_one_a_heading_and_half")
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.heading}"
