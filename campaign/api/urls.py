"""The addresses of the API."""

from django.urls import path

from campaign.api import views

app_name = "api"
urlpatterns = [
    path("openapi.json", views.openapi, name="openapi"),
    path("campaign/", views.campaign, name="campaign"),
    path("clps/", views.clps, name="clps"),
    path("clps/<slug:slug>/", views.clp, name="clp"),
    path("constituencies.geojson", views.constituencies, name="constituencies"),
    path("events/", views.events, name="events"),
    path("all/clps/", views.all_clps, name="all-clps"),
    path("all/meetings/", views.all_meetings, name="all-meetings"),
]
