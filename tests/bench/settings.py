"""The settings of production for the benchmark, with its own folder for collected static files."""

import os
from pathlib import Path

from campaign.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["BENCH_FOLDER"]) / "static"
# A page must not pay for writing to a terminal.
LOGGING = {"version": 1, "disable_existing_loggers": True}
# Who is signed in by force has no second factor.
SECOND_FACTOR = ""
