"""Addresses of the development pages."""

from django.urls import path

from campaign.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.dev_list, name="dev-list"),
    path("<int:pk>/", views.dev_detail, name="dev-detail"),
    path("<int:pk>/html/", views.dev_html, name="dev-html"),
    path("<int:pk>/files/<int:number>/", views.dev_attachment, name="dev-attachment"),
]
