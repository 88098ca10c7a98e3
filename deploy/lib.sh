# What `install`, `upgrade` and `rollback` share. Read by them, not run.
# shellcheck shell=bash

# /opt/carried/releases/… hold the code, one folder for each version, and `current` leads to the one that runs.
APP=/opt/carried
ETC=/etc/carried
VAR=/var/lib/carried
SOCKET=/run/carried/web.sock
# shellcheck disable=SC2034 # `install` uses them
OWN_DATABASE='postgres://carried@/carried?host=/var/run/postgresql'
# shellcheck disable=SC2034
OWN_BROKER='redis://127.0.0.1:6379/0'
RELEASES_KEPT=3
# How long the site may take to answer after a restart.
PATIENCE=${CARRIED_PATIENCE:-90}

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
    warn "$*"
    exit 1
}

need_root() { [ "$(id -u)" = 0 ] || die "Run this as root: sudo $0"; }

# One of them at a time.
take_turn() {
    exec 8> /run/lock/carried
    flock --nonblock 8 || die "Another install, upgrade or rollback is running. Wait until it has ended."
}

# In a chroot or a container there may be no systemd: everything is put in its place then, and nothing is started.
has_systemd() { [ -d /run/systemd/system ]; }

# Root reads a checkout that belongs to somebody else too.
git_in() { git -c safe.directory='*' -C "$@"; }

# The version of the code in a folder: its commit, or a digest where it is no checkout or was changed.
version_of() {
    local from=$1 changes
    if command -v git > /dev/null && changes=$(git_in "$from" status --porcelain 2> /dev/null) && [ -z "$changes" ]; then
        git_in "$from" rev-parse --short=12 HEAD
    else
        pack "$from" | sha256sum | cut -c 1-12
    fi
}

# The code in a folder as a tar: without what was made there, settings and data above all.
pack() {
    tar --create --sort=name --mtime=@1000000000 --owner=0 --group=0 --numeric-owner --directory "$1" \
        --exclude-vcs --exclude=./.venv --exclude=./.env --exclude=./var --exclude=./staticfiles --exclude='__pycache__' \
        --exclude='./.*_cache' .
}

# Put the code of a folder into a folder of its own, with everything it needs. A folder that is whole is left alone.
place_code() {
    local from=$1 release=$2
    [ -e "$release/.complete" ] && return
    rm -rf "$release"
    mkdir -p "$release"
    pack "$from" | tar --extract --directory "$release" --no-same-owner
    chmod -R u=rwX,go=rX "$release"
    place_packages "$release"
    # It cannot write beside its code later, so what Python would keep there is made now.
    "$release/.venv/bin/python" -m compileall -q "$release" > /dev/null || true
    ln -s "$ETC/env" "$release/.env"
    # As its own user, who may write nowhere else: then the files are root's.
    install -d -o carried "$release/staticfiles"
    manage "$release" collectstatic --no-input --verbosity 0
    chown -R root:root "$release/staticfiles"
    touch "$release/.complete"
}

# The packages that a release needs, each as its hash says. Where another release has the very same they are shared.
place_packages() {
    local release=$1 other
    for other in "$APP"/releases/*; do
        if [ -e "$other/.complete" ] && cmp --quiet "$other/requirements.txt" "$release/requirements.txt"; then
            cp --archive --link "$other/.venv" "$release/.venv"
            # Programs name their folder in the first line. A file that is written anew is not shared any more.
            grep --files-with-matches --null --fixed-strings "$other/.venv" "$release"/.venv/bin/* |
                xargs --null --no-run-if-empty sed --in-place "s|$other/.venv|$release/.venv|g" || true
            return
        fi
    done
    python3 -m venv "$release/.venv"
    "$release/.venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
        --cache-dir /var/cache/carried --requirement "$release/requirements.txt"
}

# manage.py of a release, as the site's own user.
manage() {
    local release=$1
    shift
    (cd "$release" && HOME=$VAR PYTHONDONTWRITEBYTECODE=1 exec runuser -u carried -- .venv/bin/python manage.py "$@")
}

# Say how the Caddy that is here is told to gather what slow visitors send.
buffers() {
    case "$(caddy version 2> /dev/null)" in
        v2.[0-6].* | 2.[0-6].* | "") echo buffer_requests ;;
        *) echo request_buffers 1MB ;;
    esac
}

# Copy one of our files to where it belongs, with the names of this machine in it; return 1 where it was there already.
place_file() {
    local from=$1 to=$2 mode=${3:-644} new
    new=$(mktemp)
    sed -e "s|@RELEASE@|$RELEASE|g" -e "s|@PROXY_GROUP@|$PROXY_GROUP|g" -e "s|{\$DOMAIN}|$DOMAIN|g" \
        -e "s|{\$UPSTREAM}|unix/$SOCKET|g" -e "s|{\$BUFFERS:buffer_requests}|$(buffers)|g" -e "s|{\$TLS}|${CARRIED_TLS:+tls $CARRIED_TLS}|g" "$from" > "$new"
    if cmp --quiet "$new" "$to"; then
        rm "$new"
        return 1
    fi
    mkdir -p "$(dirname "$to")"
    install -m "$mode" "$new" "$to"
    rm "$new"
}

# Whether a release finds what it needs: its settings, the database with its newest tables, the broker. What the check
# only advises is for `carried check --deploy` to say.
will_do() {
    local said
    said=$(manage "$1" check --deploy 2>&1) || {
        warn "$said"
        return 1
    }
}

# The same before the tables were brought to it: its settings alone, without the database.
settings_will_do() { DATABASE_URL=sqlite://:memory: will_do "$1"; }

# What the settings of this machine say, without quotation marks around it; empty where they do not.
setting() { sed -n "s/^$1=//p" "$ETC/env" | tail -n 1 | sed -E "s/^(['\"])(.*)\\1\$/\\2/"; }

read_machine() {
    DOMAIN=$(setting SITE_URL)
    DOMAIN=${DOMAIN#https://}
    DOMAIN=${DOMAIN%/}
    # Settings that came from another machine come without it.
    PROXY_GROUP=$(cat "$ETC/proxy-group" 2> /dev/null || echo caddy)
}

# Let a release be the one that runs, from the next start on: its units, and where `current` leads.
switch_to() {
    RELEASE=$1
    CHANGED=0
    local unit
    for unit in "$RELEASE"/deploy/units/*; do
        if place_file "$unit" "/etc/systemd/system/$(basename "$unit")"; then CHANGED=1; fi
    done
    ln -sfn "$RELEASE" "$APP/.next"
    mv -T "$APP/.next" "$APP/current"
    if [ "$CHANGED" = 1 ] && has_systemd; then systemctl daemon-reload; fi
}

has_own_beat() { ! grep -q -e '--beat' "$ETC/size"; }

start_all() {
    has_systemd || return 0
    local start=start
    if [ "$CHANGED" = 1 ]; then start=restart; fi
    systemctl enable --quiet carried-web.socket carried-web.service carried-worker.service carried-backup.timer \
        carried-watch.timer
    systemctl start carried-web.socket carried-backup.timer carried-watch.timer
    # The socket is not touched: whoever comes meanwhile waits in it until the new web server takes them.
    systemctl "$start" carried-web.service carried-worker.service
    if has_own_beat; then
        systemctl enable --quiet carried-beat.service
        systemctl "$start" carried-beat.service
    else
        systemctl disable --quiet --now carried-beat.service
    fi
}

# Ask the site over its socket, as the proxy does; prints the status.
ask() {
    curl --silent --output /dev/null --max-time 20 --write-out '%{http_code}' --unix-socket "$SOCKET" \
        --header "Host: $DOMAIN" --header 'X-Forwarded-Proto: https' "http://localhost$1" || true
}

# Whether the site answers as it should within PATIENCE: it is up, its front page is drawn, and it is ready where
# `ready` says so.
answers() {
    local ready=$1 until=$((SECONDS + PATIENCE))
    while :; do
        if [ "$(ask /healthz)" = 200 ] && [ "$(ask /)" = 200 ] && { [ "$ready" = 0 ] || [ "$(ask /readyz)" = 200 ]; }; then
            return 0
        fi
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 1
    done
}

# The newest releases stay, and never goes the one that runs or the one before it.
prune_releases() {
    local current previous release
    current=$(readlink -f "$APP/current")
    previous=$(cat "$APP/previous" 2> /dev/null || true)
    # shellcheck disable=SC2012 # our own names: hexadecimal digits
    ls -1dt "$APP"/releases/* | tail -n "+$((RELEASES_KEPT + 1))" | while read -r release; do
        case $release in "$current" | "$previous") ;; *) rm -rf "$release" ;; esac
    done
}
