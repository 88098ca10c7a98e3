"""What django-allauth would show in the admin has no page there: each person sees to
their own at /account/, and an address is a column of the person."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin

admin.site.unregister([EmailAddress, Authenticator, UserSession])
