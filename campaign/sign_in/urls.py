"""Addresses of signing in and out. The names are django-allauth's, whose views ask for one another by them.

There is none to sign up: organisers are invited.
"""

from allauth.account import views as account
from django.urls import path
from django.views.decorators.http import require_http_methods

from campaign.sign_in.views import invitations, own

form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("sign-in/", form(account.login), name="account_login"),
    path("sign-in/code/", form(account.request_login_code), name="account_request_login_code"),
    path("sign-in/code/confirm/", form(account.confirm_login_code), name="account_confirm_login_code"),
    path("sign-in/forgotten/", form(account.password_reset), name="account_reset_password"),
    path("sign-in/forgotten/sent/", form(account.password_reset_done), name="account_reset_password_done"),
    path(
        "sign-in/password/<slug:uidb36>/<str:key>/",
        form(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/password/done/",
        form(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("invitation/<str:token>/", invitations.come_in, name="invitation"),
    path("sign-out/", form(account.logout), name="account_logout"),
    path("account/", own.index, name="account_index"),
    path("account/password/", form(account.password_change), name="account_change_password"),
]
