"""How gunicorn serves the site. systemd hands it the socket; WEB_CONCURRENCY says how many workers."""

import os

# Threads wait for the database and for slow visitors; a worker more costs eighty megabytes, a thread next to nothing.
worker_class = "gthread"
threads = 8
# Read once, the code is shared by all workers; a single one would only have it twice.
preload_app = int(os.environ.get("WEB_CONCURRENCY", "1")) > 1
# A proxy stands before it. A connection that is kept open could be closed in the moment a request is sent on it.
keepalive = 0
timeout = 60
# What is being answered when a restart comes is answered to its end.
graceful_timeout = 30
# The proxy keeps a log without tokens; one line more for each request would have them.
accesslog = None
control_socket_disable = True
# Where a worker shows that it lives: never on a disk that may be slow.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn opens a file there and unlinks it at once
