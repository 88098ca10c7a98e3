"""The WSGI application that gunicorn serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
# With this exit code gunicorn ends too; any other has it start another process, which would end in the same way.
GIVE_UP = 3

try:
    django = get_wsgi_application()
    from campaign.startup import say_what_was_forgotten  # needs the settings, which may hold a mistake

    say_what_was_forgotten()
except SystemExit as stopped:
    # What is wrong with the settings, a line each.
    sys.stderr.write(f"{stopped.code}\n")
    sys.exit(GIVE_UP)

from clps.lib.postgresql import end_waits  # noqa: E402 - it needs the settings
from motions.progress.freshness import start_remembering  # noqa: E402
from motions.progress.kept_answers import KeptAnswers  # noqa: E402

end_waits()
start_remembering()
application = KeptAnswers(django)
