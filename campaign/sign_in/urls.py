"""Addresses of signing in and out. The names are django-allauth's, whose views ask for one another by them.

There is none to sign up: organisers are invited.
"""

from allauth.account import views as account
from django.urls import path
from django.views.decorators.http import require_http_methods

form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("sign-in/", form(account.login), name="account_login"),
    path("sign-out/", form(account.logout), name="account_logout"),
]
