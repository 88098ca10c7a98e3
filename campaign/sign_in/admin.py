"""What django-allauth would show in the admin has no page there: addresses are people's, and people have theirs."""

from allauth.account.models import EmailAddress
from django.contrib import admin

admin.site.unregister(EmailAddress)
