"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("campaign.mail.urls")),
    path("hooks/", include("campaign.mail.inbound.urls")),
    path("", include("clps.urls")),
    path("", include("motions.urls")),
]
