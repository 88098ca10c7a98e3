# syntax=docker/dockerfile:1
# Carried as an image: the web server and the worker are the same image with another command. compose.yaml has them all.

FROM python:3.13-slim-trixie AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt .
# Every package comes as a wheel, so nothing is compiled here either.
RUN python -m venv .venv \
    && .venv/bin/pip install --require-hashes --only-binary :all: --requirement requirements.txt
COPY . .
# The static files are made now, because nothing can be written later. The key signs nothing.
RUN SECRET_KEY=only-while-the-image-is-made VAR_DIR=/tmp/var .venv/bin/python manage.py collectstatic --no-input \
    && .venv/bin/python -m compileall -q . \
    && rm -rf .venv/lib/python3*/site-packages/pip .venv/bin/pip*

FROM python:3.13-slim-trixie
# pg_dump, for backups, is as new as the server: 17, as in compose.yaml.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && pip uninstall --yes --quiet pip \
    && useradd --system --uid 10001 --home-dir /var/lib/carried --shell /usr/sbin/nologin carried \
    && install -d -o carried -g carried -m 750 /var/lib/carried
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/carried WEB_CONCURRENCY=1
USER carried
VOLUME /var/lib/carried
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "gunicorn", "--config", "deploy/gunicorn_conf.py", "--bind", "0.0.0.0:8000", "campaign.wsgi"]
