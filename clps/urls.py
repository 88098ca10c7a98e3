"""Addresses for finding a CLP."""

from django.urls import path

from clps import views

app_name = "clps"
urlpatterns = [
    path("find/", views.find, name="find"),
    path("find/suggest/", views.suggest, name="suggest"),
    path("clps/", views.clp_list, name="list"),
]
