"""docs/running.md: its settings are those of .env.example, and each command in it is one that there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "running.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
# What stands before the name of a management command.
MANAGE = re.compile(r"(?:\bmanage\.py|^(?:sudo )?carried) +([a-z_]+)([^\n|>&;]*)", re.MULTILINE)
COMMANDS = [match for block in BLOCKS for match in MANAGE.findall(block)]


def test_settings_are_those_of_the_example():
    example = (ROOT / ".env.example").read_text()
    lines = re.findall(r"^(# ?)?([A-Z][A-Z_]+)=(.*)$", example, re.MULTILINE)
    # What stands there without a mark is for a first try on one's own machine, and no default.
    expected = [(name, default if mark else "") for mark, name, default in lines]
    found = re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| \S", PAGE, re.MULTILINE)
    assert sorted(found) == sorted(expected), "docs/running.md has a table of what .env.example names."


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_is_sound_shell(block):
    assert subprocess.run(["bash", "-n"], input=block, text=True, check=False).returncode == 0
    if shutil.which("shellcheck"):
        command = ["shellcheck", "--shell=bash", "-"]
        done = subprocess.run(command, input=block, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("name", "arguments"), COMMANDS)
def test_every_command_of_ours_takes_what_it_is_given(name, arguments):
    command = load_command_class(get_commands()[name], name)
    command.create_parser("manage.py", name).parse_args(arguments.split())


def test_running_page_names_the_commands_of_every_day():
    assert len(COMMANDS) >= 5
    assert {"backup", "check", "watch"} <= {name for name, _ in COMMANDS}


@pytest.mark.parametrize("page", ["README.md", "docs/running.md", "docs/developing.md"])
def test_every_link_within_the_repository_leads_somewhere(page):
    path = ROOT / page
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text())
    missing = [one for one in links if "://" not in one and not one.startswith("#")]
    missing = [one for one in missing if not (path.parent / one.partition("#")[0]).exists()]
    assert missing == []
    headings = {re.sub(r"[^\w -]", "", line.lower()).strip().replace(" ", "-") for line in _headings(path)}
    assert [one for one in links if one.startswith("#") and one[1:] not in headings] == []


def _headings(path):
    return re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
