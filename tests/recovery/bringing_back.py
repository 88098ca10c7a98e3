"""The two days of these tests, and a backup of the first brought back on the second."""

from django.core.management import call_command

from tests.mail.helpers import at, london

YESTERDAY = london(2027, 3, 1, 12)
TODAY = london(2027, 3, 2, 15)


def restored(path, capsys, *arguments, when=TODAY):
    with at(when):
        call_command("restore", str(path), "--yes", *arguments)
    return capsys.readouterr().out
