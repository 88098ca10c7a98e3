"""Which Chromium the browser's tests drive: the machine's own, so that none is downloaded."""

import shutil

# The one without a window comes first: it starts sooner, and draws nothing but the page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
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
