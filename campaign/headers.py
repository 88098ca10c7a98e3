"""Headers that every answer carries, besides those of Django and django-csp: pages, files and refusals alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# What a page of ours may ask a browser for: copying, and signing in with a passkey. What some browsers do not know,
# such as web-share and bluetooth, is left out: they complain of it at each page.
ASKED_FOR = ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get")
NEVER = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join([*(f"{name}=(self)" for name in ASKED_FOR), *(f"{name}=()" for name in NEVER)])
# A style sheet or a picture that somebody opens by itself loads nothing, runs nothing and stands in no frame.
FILES_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def permissions_policy(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Tell browsers which of their abilities no page of ours asks for, so that nothing planted in one can."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # Django's own stands further in, and not before the pages that say how the site does.
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return answer


def of_static_file(headers: dict[str, str], path: str, url: str) -> None:
    """Give a static file its headers; whitenoise asks for them once for each."""
    headers["Content-Security-Policy"] = FILES_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
