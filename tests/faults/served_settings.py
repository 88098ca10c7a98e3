"""The settings of a site that is broken on purpose: production's, but a form may come back at once."""

from campaign.settings import *  # noqa: F403

FORMS_TAKE_SECONDS = 0
