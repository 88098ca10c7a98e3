"""What the ways to set up a site share."""

from django.contrib.auth import get_user_model

from motions.models import Campaign, Conference, Motion

PASSWORD = "a-correct-horse-battery"


def nothing_is_saved() -> bool:
    return not any(model.objects.exists() for model in (Conference, Campaign, Motion, get_user_model()))
