"""What is written down when people's details are taken away."""

from django.contrib.admin.models import CHANGE, LogEntry

from campaign.accounts.models import User
from motions.models import Campaign


def record_people_taken(campaign: Campaign, *, number: int, by: User) -> None:
    """Record in the campaign's history who took how many people's details away; never whose."""
    words = f"Downloaded {number} {'person' if number == 1 else 'people'} for Action Network."
    LogEntry.objects.log_actions(by.pk, [campaign], CHANGE, words, single_object=True)
