"""What a server needs: scripts that are sound, and everywhere the same commands and settings that there are."""

import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.mail.sink import free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SCRIPTS = sorted(path for path in DEPLOY.rglob("*") if path.is_file() and path.read_text().startswith("#!"))
UNITS = sorted((DEPLOY / "units").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
NAMED = set(re.findall(r"^(?:# ?)?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
COMPOSE, DOCKERFILE, RENDER = ((ROOT / name).read_text() for name in ("compose.yaml", "Dockerfile", "render.yaml"))
# What the site does not read itself: gunicorn, the database's own image, the proxy, a platform.
OTHERS = {"WEB_CONCURRENCY", "POSTGRES_PASSWORD", "POSTGRES_USER", "DOMAIN", "UPSTREAM", "TLS", "BUFFERS", "PORT"}


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"needs {program}")


def exec_start(unit):
    return re.search(r"^ExecStart=\S+/python (.*)$", (DEPLOY / "units" / unit).read_text(), re.MULTILINE)[1]


def test_scripts_and_units_are_found():
    names = {path.name for path in SCRIPTS}
    assert names == {"install", "upgrade", "rollback", "carried", "carried-upgrade", "carried-rollback"}
    assert all(os.access(path, os.X_OK) for path in SCRIPTS)
    assert len(SERVICES) == 5


@pytest.mark.parametrize("path", [*SCRIPTS, DEPLOY / "lib.sh"], ids=lambda path: path.name)
def test_scripts_are_sound(path):
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0
    if shutil.which("shellcheck"):
        done = subprocess.run(["shellcheck", "-x", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_password_stands_in_an_address_as_it_was_typed():
    function = next(line for line in (DEPLOY / "install").read_text().splitlines() if line.startswith("encoded()"))
    password = "p@ss/w:rd#% é’\\$x"
    command = ["bash", "-c", f'{function}\nencoded "$1"', "_", password]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert unquote(done.stdout) == password
    assert not re.search(r"[^%0-9a-f]", done.stdout)


def function_of(script, name):
    return re.search(rf"^{name}\(\) {{.*?^}}$", (DEPLOY / script).read_text(), re.MULTILINE | re.DOTALL)[0]


def run_in_bash(script):
    done = subprocess.run(["bash", "-c", f"set -Eeuo pipefail\n{script}"], capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.mark.parametrize("broken", ["place_code", "settings_will_do", ""])
def test_upgrade_takes_nothing_that_was_put_there_in_part(tmp_path, broken):
    # As if the disk were full in the middle of a step.
    stubs = f"""
    APP={tmp_path} OLD=old NEW={tmp_path}/new
    say() {{ :; }}
    die() {{ echo "$*"; exit 1; }}
    place_code() {{ mkdir "$2"; [ "{broken}" != place_code ]; touch "$2/.complete"; }}
    settings_will_do() {{ [ "{broken}" != settings_will_do ]; }}
    """
    code, said = run_in_bash(f"{stubs}\n{function_of('upgrade', 'prepare')}\nprepare there\necho switched")
    if broken:
        assert (code, said) == (1, "The new code cannot run here. Nothing was changed; old runs on.")
        assert not (tmp_path / "new").exists()
    else:
        assert (code, said) == (0, "switched")
        assert (tmp_path / "new" / ".complete").exists()


@pytest.mark.parametrize(
    ("group", "caddyfile", "given", "remembered"),
    [
        ("www-data", "", "", "none www-data "),
        ("caddy", "motions.example.org {\n\ttls internal\n}\n", "", "  internal"),
        ("caddy", "motions.example.org {\n\t\n}\n", "", "  "),
        ("www-data", "", "CARRIED_PROXY=none CARRIED_PROXY_GROUP=proxy", "none proxy "),
    ],
)
def test_second_install_remembers_whose_the_proxy_is(tmp_path, group, caddyfile, given, remembered):
    (tmp_path / "proxy-group").write_text(f"{group}\n")
    (tmp_path / "env").write_text("SECRET_KEY=x\nSITE_URL='https://motions.example.org/'\n")
    (tmp_path / "Caddyfile").write_text(caddyfile)
    parts = [
        f"ETC={tmp_path} CADDYFILE={tmp_path}/Caddyfile {given}",
        next(line for line in (DEPLOY / "lib.sh").read_text().splitlines() if line.startswith("setting()")),
        function_of("lib.sh", "read_machine"),
        function_of("install", "remember_proxy"),
        "read_machine; remember_proxy",
        'echo "${CARRIED_PROXY:-} ${CARRIED_PROXY_GROUP:-} $CARRIED_TLS|$DOMAIN"',
    ]
    code, said = run_in_bash("\n".join(parts))
    assert (code, said) == (0, f"{remembered}|motions.example.org".strip())


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_units_give_the_site_its_own_folder_and_no_more(unit):
    lines = set(unit.read_text().splitlines())
    assert lines >= {
        "User=carried",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service",
        "StateDirectory=carried",
        "UMask=0027",
    }
    assert [line for line in lines if line.startswith("MemoryMax=")]


@needs("systemd-analyze")
def test_systemd_understands_every_unit(tmp_path):
    for unit in UNITS:
        text = unit.read_text().replace("@PROXY_GROUP@", "root")
        # Only the names of programs are looked up.
        text = re.sub(r"@RELEASE@/\.venv/bin/python", shutil.which("true"), text)
        (tmp_path / unit.name).write_text(text.replace("@RELEASE@", "/"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if "carried" in line] == []
    assert done.returncode == 0


def test_worker_and_scheduler_are_told_the_same_wherever_they_run():
    procfile = (ROOT / "Procfile").read_text()
    worker = exec_start("carried-worker.service").removesuffix(" $WORKER_OPTIONS")
    quiet = [part for part in shlex.split(worker) if part not in {"--loglevel", "INFO"}]
    for line in procfile.splitlines():
        if line.startswith("worker:"):
            assert set(quiet) <= set(shlex.split(line))
    assert exec_start("carried-beat.service").replace("INFO", "WARNING") in procfile
    small = re.search(r"^WORKER_OPTIONS=(.*)$", (DEPLOY / "sizes" / "small").read_text(), re.MULTILINE)[1]
    in_compose = (
        re.search(r"command: \[(python, -m, celery, .*)\]", COMPOSE)[1].replace(",", "").removeprefix("python ")
    )
    in_render = re.search(r"dockerCommand: python (-m celery .*)", RENDER)[1]
    assert in_compose == in_render == f"{worker} {small}"


def test_web_server_is_told_the_same_wherever_it_runs():
    parts = shlex.split(exec_start("carried-web.service"))
    bound = [*parts[:-1], "--bind", "0.0.0.0:8000", parts[-1]]
    assert re.findall(r'^CMD \["python", (.*)\]', DOCKERFILE, re.MULTILINE) == [
        ", ".join(f'"{part}"' for part in bound)
    ]
    assert f"dockerCommand: python {shlex.join(bound)}" in RENDER


def test_backup_is_the_same_wherever_it_runs():
    command = exec_start("carried-backup.service")
    assert command == "manage.py backup --prove"
    assert f"python {command}; sleep 86400" in COMPOSE


def test_every_variable_that_is_set_is_one_that_something_reads():
    written = re.findall(r"^([A-Z][A-Z_]+)=", (DEPLOY / "install").read_text(), re.MULTILINE)
    assert {"SECRET_KEY", "DATABASE_URL", "TRUSTED_PROXIES"} <= set(written)
    own = {"SMALL_UP_TO", "FROM", "CADDYFILE"}
    in_compose = re.findall(r"^ {4,6}([A-Z][A-Z_]+):|\$\{([A-Z_]+)", COMPOSE, re.MULTILINE)
    in_render = re.findall(r"- key: ([A-Z_]+)", RENDER)
    in_example = re.findall(r"^([A-Z][A-Z_]+)=", (DEPLOY / "compose.env").read_text(), re.MULTILINE)
    found = {*written, *(one or other for one, other in in_compose), *in_render, *in_example}
    assert found - own - NAMED - OTHERS == set()
    assert "SECRET_KEY" in in_render
    assert "POSTGRES_PASSWORD" in in_example


def test_image_is_of_two_stages_without_root_and_takes_no_settings_along():
    assert DOCKERFILE.count("\nFROM ") == 2
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert "USER carried" in last
    assert "/healthz" in last
    assert not re.search(r"gcc|build-essential|python3-dev|git\b", DOCKERFILE)
    left_out = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".env", "var", ".venv", ".git", "tests"} <= set(left_out)


def test_containers_cannot_write_beside_their_data():
    yaml = pytest.importorskip("yaml", reason="needs PyYAML")
    services = yaml.safe_load(COMPOSE)["services"]
    assert set(services) == {"prepare", "web", "worker", "backup", "db", "broker", "proxy"}
    for name in ("prepare", "web", "worker", "backup", "broker", "proxy"):
        assert (services[name]["read_only"], services[name]["cap_drop"]) == (True, ["ALL"]), name
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    for name, service in services.items():
        # Docker keeps what a container writes for ever, unless told otherwise.
        assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}, name
    assert yaml.safe_load(RENDER)["services"]


@needs("caddy")
def test_caddys_log_holds_no_token_and_nobodys_address(tmp_path):
    port, admin = free_port(), free_port()
    # On one port without https, and with nothing behind it: what fails is logged too.
    text = (DEPLOY / "Caddyfile").read_text().replace("{\n", f"{{\n\tadmin localhost:{admin}\n", 1)
    (tmp_path / "Caddyfile").write_text(text.replace("lb_try_duration 20s", "lb_try_duration 0s"))
    env = {**os.environ, "DOMAIN": f"http://127.0.0.1:{port}", "UPSTREAM": f"unix/{tmp_path}/none.sock", "TLS": ""}
    env |= {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with (tmp_path / "log").open("wb") as log:
        command = ["caddy", "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
        caddy = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}/reports/TOKEN-IN-PATH/?next=TOKEN-IN-QUERY"
        headers = ["--header", "Referer: https://x/TOKEN-IN-REFERER", "--header", "Cookie: a=TOKEN-IN-COOKIE"]
        for _ in range(50):
            asked = subprocess.run(["curl", "--silent", *headers, address], capture_output=True, check=False)
            if asked.returncode == 0:
                break
            time.sleep(0.1)
        time.sleep(0.3)
    finally:
        caddy.terminate()
        caddy.wait()
    said = (tmp_path / "log").read_text()
    assert "http.log.error" in said
    assert "http.log.access" in said
    assert '"uri": "/reports"' in said
    assert "TOKEN" not in said
    assert '"127.0.0.1"' not in said


@needs("nginx")
def test_nginxs_log_holds_no_token_and_nobodys_address(tmp_path):
    port = free_port()
    text = (DEPLOY / "nginx.conf").read_text()
    text = re.sub(r"/etc/letsencrypt/live/motions\.example\.org/\w+\.pem", str(tmp_path / "both.pem"), text)
    # One port, and nothing behind it: what fails is logged too.
    text = re.sub(r"listen (443|80)\b", lambda found: f"listen 127.0.0.1:{port + (found[1] == '80')}", text)
    text = re.sub(r" *listen \[::\].*\n", "", text).replace("/var/log/nginx", str(tmp_path))
    (tmp_path / "site.conf").write_text(text.replace("/run/carried/web.sock", f"{tmp_path}/none.sock"))
    shutil.copy(ROOT / "tests" / "faults" / "self_signed.pem", tmp_path / "both.pem")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; daemon off; events {{}} http {{ include {tmp_path}/site.conf; }}"
    )
    command = ["nginx", "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")]
    nginx = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"https://127.0.0.1:{port}/reports/TOKEN-IN-PATH/?next=TOKEN-IN-QUERY"
        curl = ["curl", "--silent", "--insecure", "--header", "Referer: https://x/TOKEN-IN-REFERER", address]
        for _ in range(100):
            if subprocess.run(curl, capture_output=True, check=False).returncode == 0:
                break
            time.sleep(0.1)
    finally:
        nginx.terminate()
        nginx.wait()
    logged = (tmp_path / "carried.log").read_text()
    assert re.fullmatch(r"127\.0\.0\.0 \S+ GET /reports 502 \d+ \S+\n", logged)
    assert [path for path in tmp_path.glob("*.log") if "TOKEN" in path.read_text()] == []
