"""Whose password is looked at, that of somebody who organises, and what the link to a new one holds.

Everybody else is answered like a stranger.
"""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from campaign.accounts.models import User


def may_sign_in(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Whether somebody has anything to sign in to."""
    return isinstance(user, User) and user.is_active and user.is_staff


class OrganisersBackend(AuthenticationBackend):
    """Signs in whoever organises, by their address and password."""

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        """Whether they may sign in, and whether a session of theirs still counts."""
        return may_sign_in(user)

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        """Return them where the password is theirs.

        Django-allauth's own remembers somebody who may not sign in, to say so on a page. That would tell a stranger
        that there is an account.
        """
        if user is None:
            return None
        # Django-allauth hashes a password for nothing where this is not set, so that a stranger's try takes as long.
        self._did_check_password = True
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


class ForgottenTokens(PasswordResetTokenGenerator):
    """Django's own, which stores nothing; one ends with whatever ends sessions, such as another role, too."""

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        ends_with = (getattr(user, name) for name in ("sign_in_number", "is_staff", "is_active"))
        return f"{super()._make_hash_value(user, timestamp)} {' '.join(map(str, ends_with))}"  # type: ignore[arg-type]
