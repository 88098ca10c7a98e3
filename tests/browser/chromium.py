"""Which Chromium the browser's tests drive: the machine's own, so that none is downloaded."""

import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# It is to load our pages and nothing else; as root it runs only without its sandbox.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
