"""Addresses of mail: the page by the link in each mail, and the development pages."""

from django.urls import path

from campaign.mail.views import development, preferences

app_name = "mail"
urlpatterns = [
    path("mail/ended/", preferences.links_ended, name="links-ended"),
    path("mail/<str:token>/", preferences.preferences, name="preferences"),
    path("dev/mail/", development.dev_list, name="dev-list"),
    path("dev/mail/<int:pk>/", development.dev_detail, name="dev-detail"),
    path("dev/mail/<int:pk>/html/", development.dev_html, name="dev-html"),
    path("dev/mail/<int:pk>/files/<int:number>/", development.dev_attachment, name="dev-attachment"),
]
