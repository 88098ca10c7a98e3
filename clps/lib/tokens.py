"""Tokens: what stands in a secret link or opens the API. Only their digest is ever stored."""

import hashlib
import secrets


def new_token() -> str:
    """Return a token that nobody has had yet, and nobody can guess: 256 random bits, as text for an address."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return what is stored of a token. Tokens are 256 random bits, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
