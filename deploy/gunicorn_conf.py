"""How gunicorn serves the site. systemd hands it the socket; WEB_CONCURRENCY says how many workers."""

# Threads wait for the database and for slow visitors; a worker more costs a hundred megabytes, a thread hardly any.
# The code is not loaded before the workers are forked: as it starts it looks at the database from a thread, and a fork
# in that moment would leave a worker with a lock that nobody opens.
worker_class = "gthread"
threads = 8
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
