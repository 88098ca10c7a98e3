"""Addresses of signing in and out. The names are django-allauth's, whose views ask for one another by them.

There is none to sign up: organisers are invited.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.views.decorators.http import require_http_methods

from campaign.sign_in.views import invitations, own

form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("sign-in/", form(account.login), name="account_login"),
    path("sign-in/code/", form(account.request_login_code), name="account_request_login_code"),
    path("sign-in/code/confirm/", form(account.confirm_login_code), name="account_confirm_login_code"),
    path("sign-in/second/", form(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", form(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/again/", form(account.reauthenticate), name="account_reauthenticate"),
    path("sign-in/again/second/", form(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", form(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
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
    path("account/address/", own.change_address, name="account_address"),
    path("account/address/<str:token>/", own.confirm_address, name="address_confirm"),
    path("account/sessions/", own.sessions, name="account_sessions"),
    path("account/second-factor/", form(mfa.index), name="mfa_index"),
    path("account/second-factor/app/", form(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", form(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", form(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/codes/new/",
        form(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/second-factor/passkeys/", form(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/add/", form(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/second-factor/passkeys/<int:pk>/remove/", form(webauthn.remove_webauthn), name="mfa_remove_webauthn"
    ),
]
