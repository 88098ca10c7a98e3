#!/usr/bin/env python3
"""Django's command line for Carried."""

import os
import sys


def main() -> None:
    """Run the command named on the command line; end with a sentence where the database is away."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, connection

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if connection.connection is not None:
            raise
        said = " ".join(str(error).split())
        sys.exit(f"The database does not answer: {said} See that it runs, and that DATABASE_URL is right.")


if __name__ == "__main__":
    main()
