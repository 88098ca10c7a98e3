"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from campaign.desk.exports.views import meetings
from campaign.desk.privacy.about_you_views import about_you, asked, handed_on, removed, tried
from campaign.setup.views import set_up

# Django calls it by this name.
handler500 = "campaign.health.outage.answer_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("organisers/meetings-<str:token>.ics", meetings, name="organiser-meetings"),
    path("mail/<str:token>/about-you/", about_you, name="about-you"),
    path("mail/<str:token>/about-you/tried/", tried, name="about-you-tried"),
    path("asked/organiser/", handed_on, name="about-you-handed-on"),
    path("asked/", asked, name="about-you-asked"),
    path("removed/", removed, name="about-you-removed"),
    path("", include("campaign.sign_in.urls")),
    path("setup/<str:token>/", set_up, name="setup"),
    path("", include("campaign.mail.urls")),
    path("hooks/", include("campaign.mail.inbound.urls")),
    path("api/v1/", include("campaign.api.urls")),
    path("", include("clps.urls")),
    path("", include("motions.urls")),
]
