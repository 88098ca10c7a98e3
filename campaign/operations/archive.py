"""The one file that a backup is: a tar of the database, the settings and the list of tombstones, encrypted with age.

`age` is a small, well-known format (https://age-encryption.org). The server has the public key alone: it can write
backups and never read them, and Debian's `age` opens one without this program.
"""

import hashlib
import json
import shutil
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from campaign.operations.databases import Counts
from campaign.operations.scratch import RESTORE, scratch_folder

DATABASE, SETTINGS, TOMBSTONES, MANIFEST = "database", "settings.env", "tombstones.jsonl", "manifest.json"
MEMBERS = (MANIFEST, DATABASE, SETTINGS, TOMBSTONES)
FORMAT = 1
# How each file in age's format begins.
SEALED = b"age-encryption.org/"


class Unreadable(Exception):
    """A file is no backup, or cannot be opened with what was given. The message says which."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made_at: datetime
    # "postgresql" or "sqlite": a dump of the one does not fit the other.
    vendor: str
    counts: Counts
    # Every migration that the database had: an older release must not take it in.
    migrations: list[str]
    sha256: str
    format: int = FORMAT

    def write(self, path: Path) -> None:
        """Write it as a person can read it."""
        path.write_text(json.dumps({**asdict(self), "made_at": self.made_at.isoformat()}, indent=1))

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Return what stands in a file; raise Unreadable where that is something else."""
        try:
            values = json.loads(path.read_text())
            manifest = cls(**{**values, "made_at": datetime.fromisoformat(values["made_at"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise Unreadable("This file is no backup of a campaign.") from error
        if manifest.format != FORMAT:
            raise Unreadable("This backup was made by a newer release than this one.")
        return manifest


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that lies unpacked in a folder."""

    folder: Path
    manifest: Manifest
    name: str
    size: int
    is_sealed: bool

    @property
    def database(self) -> Path:
        """The dump."""
        return self.folder / DATABASE


def pack(folder: Path, to: Path, *, recipients: Sequence[str]) -> None:
    """Make one file of what lies in a folder; for whoever holds the key of one of the recipients, where any are named.

    It has its name only when it is whole.
    """
    part = to.with_name(f".{to.name}.part")
    part.touch(mode=0o600)
    try:
        plain = folder / "plain.tar" if recipients else part
        with tarfile.open(plain, "w") as tar:
            for name in MEMBERS:
                if (folder / name).exists():
                    tar.add(folder / name, arcname=name)
        if recipients:
            with plain.open("rb") as reader, part.open("wb") as writer:
                pyrage.encrypt_io(reader, writer, [recipient(key) for key in recipients])
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, *, identities: Sequence[str] = (), scratch: Path | None = None) -> Iterator[Opened]:
    """Unpack a backup into a folder of its own, which goes at the end; raise Unreadable where that cannot be done."""
    with scratch_folder(RESTORE, scratch) as folder:
        try:
            is_sealed, size = _is_sealed(path), path.stat().st_size
            plain = _unsealed(path, folder, identities) if is_sealed else path
            with tarfile.open(plain) as tar:
                for member in tar:
                    # By their names alone: nothing in a file decides where it is written.
                    if member.name in MEMBERS and (source := tar.extractfile(member)):
                        with (folder / member.name).open("wb") as target:
                            shutil.copyfileobj(source, target)
        except FileNotFoundError as error:
            raise Unreadable(f"There is no file {path}.") from error
        except tarfile.TarError as error:
            raise Unreadable("This file is no backup of a campaign, or a part of it is missing.") from error
        manifest = Manifest.read(folder / MANIFEST)
        if not (folder / DATABASE).exists() or sha256_of(folder / DATABASE) != manifest.sha256:
            raise Unreadable("The database in this backup is not the one that was put there: the file is damaged.")
        yield Opened(folder, manifest, path.name, size, is_sealed)


def recipient(key: str) -> Recipient:
    """Return whom a backup is encrypted for; raise Unreadable where the key is none."""
    try:
        return Recipient.from_str(key.strip())
    except pyrage.RecipientError as error:
        raise Unreadable("BACKUP_RECIPIENTS holds something that is no age key: they begin with age1.") from error


def new_identity() -> Identity:
    """Return a key that nobody has had yet."""
    return Identity.generate()


def sha256_of(path: Path) -> str:
    """Return the fingerprint of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_sealed(path: Path) -> bool:
    with path.open("rb") as reader:
        return reader.read(len(SEALED)) == SEALED


def _unsealed(path: Path, folder: Path, identities: Sequence[str]) -> Path:
    if not identities:
        raise Unreadable("This backup is encrypted. Name the file with its key: --identity FILE")
    with path.open("rb") as reader:
        plain = folder / "plain.tar"
        try:
            with plain.open("wb") as writer:
                pyrage.decrypt_io(reader, writer, [Identity.from_str(key) for key in identities])
        except pyrage.IdentityError as error:
            raise Unreadable("That is no age key: it begins with AGE-SECRET-KEY-1.") from error
        except (pyrage.DecryptError, OSError) as error:
            raise Unreadable("That key does not open this backup, or the file is damaged.") from error
    return plain
