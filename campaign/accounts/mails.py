"""The mail of signing in: codes, links, and word of every change.

It goes straight to the mail server, not by way of the outbox: it must not wait behind a campaign's mail or a pause,
and what it holds opens a door, so it is kept nowhere. Should it get lost, its reader asks for another.
"""

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import formataddr, parseaddr
from functools import cache
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import User
from motions.models import Campaign

logger = logging.getLogger(__name__)

# Each mail of this room by the name of its template, with whom it goes to and when. Its words are nobody's to change:
# without the code or the link, or with a false reason for it, somebody would be locked out, or let in.
FIXED_MAILS = {
    "sign-in-code": ("A code to sign in", "Whoever asks for one", "At once; it works for 15 minutes"),
    "password-forgotten": ("A new password", "Whoever forgot theirs", "At once; its link works for an hour"),
    "invitation": ("An invitation to organise", "Whom an admin invites", "At once; its link works for three days"),
    "address-change": ("A new address to sign in with", "The old address and the new one", "At once; three days"),
    "account-changed": ("Something changed in how they sign in", "Whose it is", "At once, whoever changed it"),
}
TRIES = 2
BLANK_LINES = re.compile(r"\n\s*\n")
# What the settings choose where nobody is named to carry mail.
NO_WAY = "django.core.mail.backends.dummy.EmailBackend"


def send(name: str, *, to: str, link: str = "", **words: Any) -> bool:
    """Write a mail and send it now; return whether a mail server took it. `link` is from the site's root."""
    message = _written(name, to=to, link=settings.SITE_URL + link if link else "", **words)
    if settings.DEBUG and settings.EMAIL_BACKEND == NO_WAY:
        # On somebody's own machine no mail leaves, and there is no other way to the code or the link in it.
        logger.info("No mail leaves this machine. It would have been:\n%s", message.body)
    for _ in range(TRIES):
        try:
            return bool(message.send()) and settings.EMAIL_BACKEND != NO_WAY
        except Exception as error:
            # The error itself may hold the address.
            logger.warning("A mail about signing in was not taken (%s).", type(error).__name__)
    return False


def send_behind(name: str, *, to: str, **words: Any) -> None:
    """Send a mail once the page is on its way, so that nobody can tell by the time whether there was one."""
    _behind(lambda: send(name, to=to, **words))


def tell_of_change(person: User, what: str, *, at: str = "") -> None:
    """Tell somebody what was changed in how they sign in or what they may do, at their address or an earlier one."""
    if person.removed_at or person.is_demonstration:
        return
    link = reverse("account_reset_password")
    send_behind("account-changed", to=at or person.email, link=link, what=what, when=timezone.localtime())


def _behind(work: Callable[[], object]) -> None:
    if settings.SIGN_IN_MAIL_BEHIND_PAGES:
        _threads().submit(_with_own_connection, work)
    else:
        work()


def _with_own_connection(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:
        logger.exception("A mail about signing in could not be written (%s).", type(error).__name__)
    finally:
        connection.close()


@cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads of this process; it ends only when they have sent what they were given."""
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="sign-in-mail")


def _written(name: str, *, to: str, **words: Any) -> EmailMultiAlternatives:
    """Return a mail in the look of all our mail, with nothing in it to stop: it comes only when something happens."""
    campaign = Campaign.objects.current()
    sender = settings.DEFAULT_FROM_EMAIL
    if campaign is not None:
        sender = formataddr((campaign.name, campaign.email))
    told = campaign or {"name": "Carried", "email": parseaddr(sender)[1]}
    context = {**words, "campaign": told, "site": settings.SITE_URL}
    context["headline"] = subject = " ".join(_rendered(name, "subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject,
        BLANK_LINES.sub("\n\n", _rendered(name, "text.txt", context)),
        sender,
        [to],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"},
    )
    html = CSSInliner(keep_style_tags=True, load_remote_stylesheets=False).inline(
        _rendered(name, "html.html", context)
    )
    message.attach_alternative(html, "text/html")
    return message


def _rendered(name: str, skin: str, context: dict[str, Any]) -> str:
    return get_template(f"emails/{name}.txt").render({**context, "skin": f"emails/skins/{skin}"}).strip()
