"""Folders in which a backup is made, or lies unpacked. Each holds all that the site holds, so none may be left behind.

Where one stands is the operator's choice, and other people's folders may stand beside it: only what has a name of
ours, to the letter, is ever taken away.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from campaign.operations.databases import ABANDONED_AFTER

# What every backup's file begins with; others in its folder are left alone.
PREFIX = "carried-"
BACKUP, RESTORE = f".{PREFIX}backup-", f".{PREFIX}restore-"
# Eight letters, as Python's tempfile ends a name, and a backup's file that was not whole yet.
FOLDER = re.compile(rf"({re.escape(BACKUP)}|{re.escape(RESTORE)})[a-z0-9_]{{8}}")
PART = re.compile(rf"\.{PREFIX}\d{{4}}-\d\d-\d\dT\d{{6}}Z\.tar(\.age)?\.part")


@contextmanager
def scratch_folder(prefix: str, place: Path | None) -> Iterator[Path]:
    """Give a folder for its owner alone, which goes at the end; nobody clears it away before, however long it takes.

    Without a place it stands where the system has its own temporary ones.
    """
    with TemporaryDirectory(prefix=prefix, dir=place) as name:
        handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH)  # it ends with the handle, and so with a process that is killed
            yield Path(name)
        finally:
            os.close(handle)


def clear_abandoned(place: Path) -> None:
    """Take away what backups and restores that were killed left in a folder some time ago."""
    until = (timezone.now() - ABANDONED_AFTER).timestamp()
    for left in place.iterdir():
        # Another backup may take it away first.
        with suppress(FileNotFoundError):
            if left.is_symlink() or left.lstat().st_mtime >= until:
                continue
            if FOLDER.fullmatch(left.name) and left.is_dir() and not _is_at_work(left):
                shutil.rmtree(left, ignore_errors=True)
            elif PART.fullmatch(left.name) and left.is_file():
                left.unlink()


def _is_at_work(folder: Path) -> bool:
    """Whether somebody holds it still: a restore asks before it goes on, and may wait for its answer overnight."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
