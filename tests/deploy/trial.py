"""`make trial`: install Carried on a bare Debian, use it, upgrade it, break it and bring it back; print what was seen.

As root: python -m tests.deploy.trial [bookworm|trixie] [small|large]. Some ten minutes, and a gigabyte in /tmp.
"""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.deploy.load import load
from tests.deploy.machine import Machine, Unfit, make_root, refuse_unfit_hosts, running
from tests.mail.sink import Server

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path("/tmp/carried-trial")
DOMAIN = "motions.example.test"
PASSWORD = "a-correct-horse-battery"
SETUP = {
    "campaign-name": "A library in reach",
    "campaign-group": "Friends of the Lending Library",
    "campaign-summary": "Every child should live within reach of a library.",
    "campaign-email": "motions@example.org",
    "campaign-target": "100",
    "conference-name": "Annual Conference",
    "conference-title_word_limit": "10",
    "conference-text_word_limit": "250",
    "owner-email": "ada@example.org",
    "owner-password": PASSWORD,
}
UNITS = ("carried-web.socket", "carried-web", "carried-worker", "carried-backup.timer", "carried-watch.timer")
PARTS = {
    "gunicorn": "web",
    "celery": "worker",
    "caddy": "proxy",
    "postgres": "database",
    "redis": "broker",
    "valkey": "broker",
}


def main(suite: str = "bookworm", size: str = "small") -> int:
    # Ended from outside, the machine must still end too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        refuse_unfit_hosts()
        root = make_root(suite, FOLDER)
        with running(root, FOLDER / "pip") as machine, Server() as sink:
            try_everything(machine, sink, size)
    except Unfit as error:
        print(f"No trial was made. {error}")
        return 1
    print("All of it went as it should.")
    return 0


def try_everything(machine: Machine, sink, size: str) -> None:
    answers = {
        "CARRIED_DOMAIN": DOMAIN,
        "CARRIED_EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "CARRIED_FROM": "Our campaign <motions@example.org>",
        "CARRIED_TEST_MAIL": "ada@example.org",
        "CARRIED_TLS": "internal",
        "CARRIED_SIZE": size,
    }
    code = put_code(machine, "code")
    # From where an upgrade without a word takes newer code.
    machine.run("git", "-C", code, "remote", "set-url", "origin", put_code(machine, "good", "# Another release."))
    interrupted(machine, code)
    said = timed("Installed", lambda: machine.run(f"{code}/deploy/install", **answers))
    installed(machine, sink, size)
    token = set_up(said)
    second_install(machine, code)
    by_itself(machine)
    memory(machine)
    restarts(machine)
    upgrades(machine)
    brought_back(machine)
    no_token_in_logs(machine, token)


def put_code(machine: Machine, name: str, change: str = "") -> str:
    """Put a clone of this checkout into the machine, with one more commit where its wsgi.py is to be changed."""
    folder = machine.root / "root" / name
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    if change:
        with (folder / "campaign" / "wsgi.py").open("a") as file:
            file.write(f"\n{change}\n")
        git = ["git", "-C", str(folder), "-c", "user.name=Trial", "-c", "user.email=trial@example.org"]
        subprocess.run([*git, "commit", "--quiet", "--all", "--message", "Change"], check=True)
    return f"/root/{name}"


def timed(what: str, run) -> str:
    began = time.monotonic()
    said = run()
    print(f"{what} in {time.monotonic() - began:.0f} s.", flush=True)
    return said


def interrupted(machine: Machine, code: str) -> None:
    """Answer the questions as a person does, and have it stop half-way; the next run goes on from there."""
    assert "Set CARRIED_" in machine.run(f"{code}/deploy/install", check=False).replace("set CARRIED_", "Set CARRIED_")
    typed = f"{DOMAIN}\nnone\n\n\n"
    by_hand = ["script", "--quiet", "--return", "--command", f"{code}/deploy/install", "/dev/null"]
    said = machine.run(*by_hand, check=False, typed=typed, CARRIED_SIZE="enormous")
    assert "Whom a test mail is to go to" in said, said
    assert "CARRIED_SIZE is “enormous”. It is small or large." in said, said
    assert machine.run("bash", "-c", "ls /etc/carried").split() == ["proxy-group"]
    print("Its questions were answered by hand; it was stopped half-way, before anything was set.")


def installed(machine: Machine, sink, size: str) -> None:
    units = [*UNITS, *(["carried-beat"] if size == "large" else [])]
    assert machine.run("systemctl", "is-active", *units).split() == ["active"] * len(units)
    assert [mail["To"] for mail in sink.mails] == ["ada@example.org"]
    modes = machine.run(
        "stat", "--format", "%a %U:%G", "/etc/carried/env", "/run/carried/web.sock", "/var/lib/carried"
    )
    assert modes.splitlines() == ["640 root:carried", "660 root:caddy", "750 carried:carried"]
    assert ":/usr/sbin/nologin" in machine.run("getent", "passwd", "carried")
    assert "Permission denied" in machine.run("runuser", "-u", "caddy", "--", "cat", "/etc/carried/env", check=False)
    level = machine.run("systemd-analyze", "security", "--no-pager", "carried-web", check=False).splitlines()[-1]
    print(f"It runs; the test mail arrived. systemd: {level.strip('→ ')}")


def set_up(said: str) -> str:
    """Make the first owner by the link that the installation ended with; return the link's token."""
    token = re.search(rf"https://{DOMAIN}/setup/([\w-]+)/", said)[1]
    with load(DOMAIN) as one:
        client = one.client()
        page = one.ask(client, "GET", f"/setup/{token}/")
        sent = one.ask(client, "POST", f"/setup/{token}/", data=SETUP)
        again = one.ask(client, "GET", f"/setup/{token}/")
        home = one.ask(client, "GET", "/")
    assert (page.status_code, sent.status_code, sent.headers["location"], again.status_code) == (
        200,
        302,
        "/admin/",
        404,
    )
    assert "A library in reach" in home.text
    print("The link set the site up, once.")
    return token


def second_install(machine: Machine, code: str) -> None:
    def state() -> str:
        units = machine.run("systemctl", "show", "carried-web", "carried-worker", "--property", "MainPID")
        files = machine.run(
            "bash", "-c", "cat /etc/carried/* /etc/systemd/system/carried* /etc/caddy/Caddyfile | sha256sum"
        )
        return units + files

    before = state()
    timed("Installed a second time", lambda: machine.run(f"{code}/deploy/install", CARRIED_TLS="internal"))
    assert state() == before
    print("The second time changed nothing, and restarted nothing.")


def by_itself(machine: Machine) -> None:
    machine.run("systemctl", "start", "carried-backup", "carried-watch")
    said = machine.run(
        "journalctl", "--no-pager", "--output", "cat", "--unit", "carried-backup", "--unit", "carried-watch"
    )
    assert "Proven: it restored" in said, said
    assert "All is well" in said, said
    print("The backup is proven; the look says that all is well.")
    machine.run("carried", "check", "--deploy")


def memory(machine: Machine) -> None:
    """Print what each part takes. PSS: shared memory is counted once."""
    time.sleep(65)  # a round of mail, so that the worker has done everything once
    totals: dict[str, list[int]] = {}
    for pid in machine.processes():
        command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        part = next((part for word, part in PARTS.items() if word in command), "systemd and its journal")
        if part == "worker" and " beat " in command:
            part = "scheduler"
        found = re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        if found:
            totals.setdefault(part, []).append(int(found[1]))
    for part, sizes in totals.items():
        print(f"  {part:24} {sum(sizes) / 1024:6.0f} MiB in {len(sizes)} processes")
    print(f"  {'together':24} {sum(map(sum, totals.values())) / 1024:6.0f} MiB")


def restarts(machine: Machine) -> None:
    with load(DOMAIN) as seen:
        for _ in range(5):
            machine.run("systemctl", "restart", "carried-web")
            # Starting takes longer than systemd waits for.
            seen.wait_until_it_answers()
            time.sleep(1)
    print(f"Five restarts under load: {seen}.")
    assert not seen.failures


def upgrades(machine: Machine) -> None:
    bad = put_code(machine, "bad", "raise RuntimeError")
    first = machine.run("readlink", "/opt/carried/current")
    with load(DOMAIN) as seen:
        timed("Upgraded", lambda: machine.run("carried-upgrade"))
    print(f"An upgrade under load: {seen}.")
    second = machine.run("readlink", "/opt/carried/current")
    assert (first != second, dict(seen.failures)) == (True, {})
    assert "There is nothing to do" in machine.run("carried-upgrade")
    with load(DOMAIN) as seen:
        said = timed(
            "Failed to upgrade", lambda: machine.run("carried-upgrade", bad, check=False, CARRIED_PATIENCE="40")
        )
    assert "runs again" in said, said
    assert machine.run("readlink", "/opt/carried/current") == second
    print(f"An upgrade that fails goes back by itself: {seen}.")
    with load(DOMAIN) as seen:
        machine.run("bash", "-c", f"echo {first.strip()} > /opt/carried/previous")
        timed("Rolled back", lambda: machine.run("carried-rollback"))
    assert (machine.run("readlink", "/opt/carried/current"), dict(seen.failures)) == (first, {})
    print(f"A rollback under load: {seen}.")


def brought_back(machine: Machine) -> None:
    """Bring back the backup of before a change, as docs/running.md says it, and look at what the site then is."""
    machine.run("systemctl", "start", "carried-backup")
    newest = machine.run("bash", "-c", "ls -t /var/lib/carried/backups/carried-*.tar* | head -1").strip()
    rename = "UPDATE motions_campaign SET name = 'Lost'"
    machine.run("runuser", "-u", "postgres", "--", "psql", "--quiet", "carried", "--command", rename)
    machine.run("systemctl", "stop", "carried-web.socket", "carried-web", "carried-worker")
    said = timed("Brought back", lambda: machine.run("carried", "restore", newest, "--yes"))
    machine.run("systemctl", "start", "carried-web.socket", "carried-web", "carried-worker")
    with load(DOMAIN) as seen:
        seen.wait_until_it_answers()
        home = seen.ask(seen.client(), "GET", "/").text
    assert ("A library in reach" in home, "Lost" in home) == (True, False), said
    paused = "SELECT count(*) FROM mail_mailpause WHERE resumed_at IS NULL"
    psql = ("psql", "--quiet", "--tuples-only", "--no-align", "carried", "--command", paused)
    assert machine.run("runuser", "-u", "postgres", "--", *psql).strip() == "1"
    print("What was backed up is back, and mail is paused until somebody has looked.")


def no_token_in_logs(machine: Machine, token: str) -> None:
    journal = machine.run("journalctl", "--no-pager")
    assert '"uri": "/setup"' in journal
    for secret in (token, PASSWORD):
        assert secret not in journal
        # Some files there are no text.
        found = machine.run("grep", "-rlaF", "--exclude-dir=journal", secret, "/var/log", check=False)
        assert found == ""
    print("No token and no password is in any log.")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
