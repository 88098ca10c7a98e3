"""A bare Debian with systemd running, to try an installation on: debootstrap's root in namespaces of its own.

It needs root and Linux. It shares this machine's network, so the ports of a proxy, a database and a broker must be
free.
Limits on memory are written down in it and not enforced: that takes a machine of its own.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MIRROR = "http://deb.debian.org/debian"
PORTS = (80, 443, 5432, 6379)
PATIENCE = 60  # seconds for systemd to come up
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Everything that systemd wants of a container: its own /proc, /dev, /run and control groups, and a root it can keep.
BOOT = r"""
set -e
R=$1
mount --make-rprivate /
mount --bind "$R" "$R"
cd "$R"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 none sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mkdir -p var/cache/carried && mount --bind "$2" var/cache/carried
mount -t tmpfs -o mode=755 tmpfs dev
for one in null zero full random urandom tty; do touch dev/$one; mount --bind /dev/$one dev/$one; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
for one in fd:fd stdin:fd/0 stdout:fd/1 stderr:fd/2; do ln -s "/proc/self/${one#*:}" "dev/${one%%:*}"; done
hostname carried-trial
mkdir -p .before
pivot_root . .before
umount -l /.before
exec env -i container=lxc PATH=$PATH TERM=dumb /lib/systemd/systemd --log-target=console --show-status=no
"""


class Unfit(Exception):
    """This machine cannot be the host of a trial. The message says why."""


@dataclass(frozen=True)
class Machine:
    """A running machine. `pid1` is its systemd, as this machine numbers it."""

    root: Path
    pid1: int

    def run(self, *command: str, check: bool = True, typed: str | None = None, **environment: str) -> str:
        """Run a command in it as root, and return everything that it said; `typed` is what somebody types."""
        known = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", "PIP_CERT": CERTIFICATES, **environment}
        inside = ["nsenter", "-t", str(self.pid1), "-m", "-p", "-u", "-i", "-C", "-r", "-w"]
        told = [f"{name}={value}" for name, value in known.items()]
        done = subprocess.run(
            [*inside, "env", "-i", *told, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            input=typed,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def processes(self) -> list[int]:
        """Return the processes of this machine, by the numbers of the host."""
        parents = {int(path.name): _parent(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
        found = {self.pid1}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return sorted(found)


def _parent(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def refuse_unfit_hosts() -> None:
    """Raise Unfit where no machine can be made here."""
    if os.geteuid() != 0:
        raise Unfit("Only root can make a machine.")
    missing = [one for one in ("debootstrap", "unshare", "nsenter", "ss") if not shutil.which(one)]
    if missing:
        raise Unfit(f"These are missing here: {', '.join(missing)}.")
    listening = subprocess.run(["ss", "-Hltn"], capture_output=True, text=True, check=True).stdout
    taken = {int(line.split()[3].rpartition(":")[2]) for line in listening.splitlines()} & set(PORTS)
    if taken:
        raise Unfit(f"Something listens here already: {', '.join(map(str, sorted(taken)))}.")


def make_root(suite: str, folder: Path) -> Path:
    """Return the root of a bare Debian, copied from one that was made once: that takes minutes."""
    bare, root = folder / f"bare-{suite}", folder / f"root-{suite}"
    if not (bare / ".complete").exists():
        shutil.rmtree(bare, ignore_errors=True)
        command = [
            "debootstrap",
            "--variant=minbase",
            "--include=systemd-sysv,ca-certificates,git",
            suite,
            str(bare),
            MIRROR,
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (bare / ".complete").touch()
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "--archive", str(bare), str(root)], check=True)
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    # A host may stand behind a proxy with a certificate of its own.
    shutil.copy(CERTIFICATES, f"{root}{CERTIFICATES}")
    (root / "usr/local/share/ca-certificates").mkdir(parents=True, exist_ok=True)
    return root


@contextmanager
def running(root: Path, cache: Path) -> Iterator[Machine]:
    """Boot a root; everything in it ends with the block. `cache` keeps what pip fetched from one trial to the next."""
    cache.mkdir(parents=True, exist_ok=True)
    group = _unified() / f"carried-trial-{os.getpid()}"
    group.mkdir()
    command = ["unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "--cgroup", "--kill-child"]
    into_group = f'echo $$ > {group}/cgroup.procs; exec "$@"'
    with (root.parent / "boot.log").open("wb") as log:
        started = subprocess.Popen(
            ["bash", "-c", into_group, "_", *command, "bash", "-c", BOOT, "_", str(root), str(cache)],
            stdout=log,
            stderr=log,
            env={"PATH": PATH},
            start_new_session=True,
        )
    try:
        machine = Machine(root, _child_of(started.pid))
        _wait_for(machine)
        yield machine
    finally:
        # Its first process takes all the others with it.
        started.send_signal(signal.SIGKILL)
        started.wait()
        time.sleep(1)
        for inner in sorted(group.rglob("*/"), reverse=True):
            inner.rmdir()
        group.rmdir()


def _unified() -> Path:
    for line in Path("/proc/mounts").read_text().splitlines():
        if line.split()[2] == "cgroup2":
            return Path(line.split()[1])
    raise Unfit("There are no control groups of the second kind here.")


def _child_of(pid: int) -> int:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children and Path(f"/proc/{children[0]}/comm").read_text().strip() == "systemd":
            return int(children[0])
        time.sleep(0.2)
    raise Unfit("systemd did not come up; boot.log says why.")


def _wait_for(machine: Machine) -> None:
    until = time.monotonic() + PATIENCE
    while machine.run("systemctl", "is-system-running", check=False).strip() not in {"running", "degraded"}:
        if time.monotonic() > until:
            raise Unfit("systemd did not get ready; boot.log says why.")
        time.sleep(0.5)
