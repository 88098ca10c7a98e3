"""Static files as production serves them: under names that hold their fingerprint, where they have been collected."""

import logging
from pathlib import Path

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

logger = logging.getLogger(__name__)

FORGOTTEN = "The static files have not been collected. Run: python manage.py collectstatic --no-input"


class CollectedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Where collecting was forgotten, a file goes by its plain name: a page without colours beats no page."""

    _has_said_so = False

    def stored_name(self, name: str) -> str:
        """Return the name with the fingerprint, or the plain one where the list of them does not have it."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            # Whitenoise tries names that never were, to find out which hold a fingerprint.
            if not self._has_said_so and not are_collected():
                self._has_said_so = True
                logger.error("%s (%s is not among them.)", FORGOTTEN, name)
            return str(self.clean_name(name))


def are_collected() -> bool:
    """Whether there is a list of collected files; in development nobody needs one."""
    return settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file()
