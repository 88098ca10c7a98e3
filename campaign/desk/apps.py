from django.apps import AppConfig
from django.contrib.admin import apps as admin


class DeskConfig(AppConfig):
    """The organisers' desk: progress toward conference, what needs attention, and each CLP's whole story."""

    default = True
    name = "campaign.desk"
    label = "desk"
    verbose_name = "Desk"


class DeskAdminConfig(admin.AdminConfig):
    """Django's admin, on our own site."""

    default = False
    default_site = "campaign.desk.site.DeskSite"
