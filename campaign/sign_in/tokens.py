"""What the link to a new password holds. It ends with the password, the address, the sign-in and the sessions."""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator


class ForgottenTokens(PasswordResetTokenGenerator):
    """Django's own, which stores nothing; one ends with whatever ends sessions, such as another role, too."""

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        ends_with = (getattr(user, name) for name in ("sign_in_number", "is_staff", "is_active"))
        return f"{super()._make_hash_value(user, timestamp)} {' '.join(map(str, ends_with))}"  # type: ignore[arg-type]
