"""The settings as a backup keeps them: every variable that `.env.example` names, without the secrets unless asked."""

import os
import re
from collections.abc import Iterator

from django.conf import settings

# What gives somebody power, or leads to a mailbox: passwords, keys, and addresses that have one inside.
SECRET = re.compile(r"SECRET|KEY|PASSWORD|TOKEN|DSN|^ANYMAIL_(?!PROVIDER)|_URL$")
# Addresses that everybody may know.
OPEN = frozenset({"SITE_URL", "POSTCODES_URL"})
LEFT_OUT = "# {name} was set; it is a secret, and not in this backup."


def settings_file(*, with_secrets: bool) -> str:
    """Return the text of an `.env` that sets this site up again."""
    return "".join(f"{line}\n" for line in _lines(with_secrets=with_secrets))


def is_secret(name: str) -> bool:
    """Whether the value of a variable is for the server alone."""
    return name not in OPEN and SECRET.search(name) is not None


def _lines(*, with_secrets: bool) -> Iterator[str]:
    for name in sorted(_names()):
        # What stands in .env is in the environment too: the settings have read it.
        if value := os.environ.get(name, ""):
            yield f"{name}={value}" if with_secrets or not is_secret(name) else LEFT_OUT.format(name=name)


def _names() -> set[str]:
    example = (settings.BASE_DIR / ".env.example").read_text()
    named = re.findall(r"^(?:# ?)?([A-Z][A-Z_]+)=", example, re.MULTILINE)
    return {*named, *(name for name in os.environ if name.startswith("ANYMAIL_"))}
