"""`make bench-mail`: how fast the outbox empties, as a share of a bare smtplib loop on one connection.

10,000 rows of an 8.8 kB mail on PostgreSQL, each marked as it goes; everybody sends the same words to the same quick
sink. `--history 1000000` has a million rows of history before them. Measurements alternate, and the middle one of the
shares counts, because another program on the machine slows both. Other outboxes are measured where they are installed.
django-post_office marks a hundred mails at a time, so that one killed at the wrong moment sends them all again; it is
measured as it comes, and with a mark for each mail as well.
"""

import argparse
import os
import smtplib
import subprocess
import sys
from statistics import median

from tests.bench.sink import sink
from tests.servers import ROOT, postgresql

FLOOR, TIMES_A_PEER = 0.45, 4
# With the ones that promise as much as we do: a mark for each mail.
PEERS = {"post_office_by_one": "django-post_office by one", "mailer": "django-mailer"}
BY_THE_HUNDRED = {"post_office": "django-post_office"}


def main():
    """Measure all, print the rates and shares; fail under the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--history", type=int, default=0, help="so many reports, each with a mail that went, before it"
    )
    options = parser.parse_args()
    with postgresql() as url, sink() as port:
        environment = {"DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "DEBUG": "off"}
        environment |= {"DJANGO_SETTINGS_MODULE": "tests.bench.mail_settings", "SITE_URL": "http://127.0.0.1"}
        environment |= {"SECRET_KEY": "for-the-benchmark-only-0123456789-0123456789-abcdef"}
        os.environ.update(environment)
        run("prepare")
        if options.history:
            run("remember", options.history)
        share, rate = compare(port, options)
        peers = [compare_peer(*peer, port, options, rate) for peer in PEERS.items()]
        for peer in BY_THE_HUNDRED.items():
            compare_peer(*peer, port, options, rate)
        several(port, options, rate)
        memory(options)
    slow = share < FLOOR or any(times < TIMES_A_PEER for times in peers if times)
    return f"Under {FLOOR} of the bare loop, or {TIMES_A_PEER} times a peer that marks each mail." if slow else 0


def compare(port, options):
    """Print what share of the bare loop's rate one sender has; return it and the rate."""
    rates = []
    for _ in range(options.rounds):
        bare = measure("bare", port, options.rows)
        rates.append((measure("ours", port, options.rows) / bare, bare))
    share = median(share for share, _ in rates)
    ours, bare = median(share * bare for share, bare in rates), median(bare for _, bare in rates)
    spread = f"{min(rates)[0]:.2f} to {max(rates)[0]:.2f}"
    print(f"{'bare smtplib loop':26} {bare:7,.0f} a second", flush=True)
    print(f"{'one sender':26} {ours:7,.0f} a second: {share:.2f} of bare ({spread} in {options.rounds})", flush=True)
    return share, ours


def compare_peer(app, name, port, options, rate):
    """Print how many times as fast as another outbox we are; None where that is not installed."""
    if run("installed", app).strip() != "yes":
        print(f"{name:26} not installed, so not measured", flush=True)
        return None
    theirs = measure(app, port, options.rows)
    print(f"{name:26} {theirs:7,.0f} a second: we are {rate / theirs:.1f} times as fast", flush=True)
    return rate / theirs


def several(port, options, rate):
    """Print what more senders bring."""
    for number in (2, 4):
        run("fill", "ours", options.rows)
        senders = [start("send", "ours", options.rows) for _ in range(number)]
        # They are up, and begin together.
        for sender in senders:
            sender.stdout.readline()
        for sender in senders:
            sender.stdin.write("go\n")
            sender.stdin.flush()
        times = [tuple(map(float, sender.communicate()[0].split()[:2])) for sender in senders]
        took = max(end for _, end in times) - min(begin for begin, _ in times)
        check(port, options.rows)
        together = options.rows / took
        print(f"{f'{number} senders':26} {together:7,.0f} a second: {together / rate:.2f} of one", flush=True)


def memory(options):
    """Print how much a sender grows over a few mails and over many."""
    grown = {rows: int(send("ours", rows)[2]) for rows in (options.rows // 10, options.rows)}
    words = ", ".join(f"{kilobytes / 1000:.1f} MB for {rows:,}" for rows, kilobytes in grown.items())
    print(f"{'memory of one sender':26} grows by {words} mails", flush=True)


def measure(how, port, rows):
    """Return the mails a second of one way to send."""
    begin, end, _ = send(how, rows)
    check(port, rows)
    return rows / (end - begin)


def send(how, rows):
    """Fill an outbox and send it; return when that began and ended, and by how many kB the process grew."""
    run("fill", how, rows)
    sender = start("send", how, rows)
    sender.stdout.readline()
    return tuple(map(float, sender.communicate("go\n")[0].split()))


def check(port, rows):
    """Raise unless the sink took each mail once; make it count anew."""
    with smtplib.SMTP("127.0.0.1", port) as line:
        taken = line.docmd("COUNT")[1].decode()
        line.docmd("RSET ALL")
    if taken != f"{rows} {rows}":
        raise RuntimeError(f"{rows} mails were to go, each once; the sink counted mails and addresses: {taken}")


def run(*what):
    """Run one piece of work in a process of its own; return what it says."""
    return subprocess.run(command(*what), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def start(*what):
    """Start one that waits for word to begin."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command(*what), cwd=ROOT, text=True, **pipes)


def command(*what):
    """Return the command of a piece of work."""
    return [sys.executable, "-m", "tests.bench.mail_work", *map(str, what)]


if __name__ == "__main__":
    sys.exit(main())
