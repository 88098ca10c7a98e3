"""A real IMAP server of this run's own, with one mailbox: Debian's dovecot, where it is installed."""

import imaplib
import os
import pwd
import shutil
import ssl
import subprocess
import time
from pathlib import Path

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
CERTIFICATE = Path(__file__).parents[2] / "faults" / "self_signed.pem"
USER, PASSWORD = "post-box", "p@ss/word"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """The server, started in a folder; `imap` is a client that puts mail into the mailbox and looks at it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        is_root = os.geteuid() == 0
        me = pwd.getpwuid(os.geteuid())
        owner = pwd.getpwnam("nobody") if is_root else me
        mail = folder / "mail"
        for name in ("cur", "new", "tmp"):
            (mail / name).mkdir(parents=True)
        for path in (mail, *mail.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        # Whoever owns the mail has to reach it.
        folder.chmod(0o755)
        config = CONFIG.format(
            folder=folder,
            certificate=CERTIFICATE,
            internal="dovecot" if is_root else me.pw_name,
            login="dovenull" if is_root else me.pw_name,
            group="dovecot" if is_root else me.pw_name,
            password=PASSWORD,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            port=port,
        )
        (folder / "dovecot.conf").write_text(config)
        self.log = folder / "log"
        self.process = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")])
        self.imap = self._connected()

    def _connected(self) -> imaplib.IMAP4_SSL:
        context = ssl.create_default_context(cafile=str(CERTIFICATE))
        deadline = time.monotonic() + 60
        while True:
            try:
                client = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context)
                client.login(USER, PASSWORD)
                client.select("INBOX")
                return client
            except (OSError, imaplib.IMAP4.error):
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise AssertionError(
                        self.log.read_text() if self.log.exists() else "dovecot did not start"
                    ) from None
                time.sleep(0.1)

    def put(self, message: bytes) -> None:
        said, _ = self.imap.append("INBOX", None, None, message)
        assert said == "OK"

    def unseen(self) -> int:
        self.imap.noop()
        return len(self.imap.search(None, "UNSEEN")[1][0].split())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
