"""What holds for the whole project, read from its files and addresses."""

import re
from contextlib import redirect_stdout
from io import StringIO

import pytest
from celery import current_app
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string
from importlinter.cli import lint_imports

from tests.conftest import SQLITE_TOO
from tests.house import LONGEST_MODULE, THIN_FOR_A_REASON, cycles, long_functions, read_modules
from tests.servers import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]
STATIC = sorted([*(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")])


def found(pattern, paths):
    """Where a pattern is found, as file, line and what matched."""
    expression = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for match in [expression.search(line)]
        if match
    ]


def test_imports_run_one_way():
    report = StringIO()
    with redirect_stdout(report):
        code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, report.getvalue()


def test_modules_import_each_other_in_no_circle():
    assert cycles() == []


def test_functions_and_modules_are_short_enough_to_be_read_at_once():
    modules = read_modules()
    assert long_functions(modules) == []
    assert [one.path for one in modules if one.lines > LONGEST_MODULE] == []


def test_modules_are_thin_for_a_reason_alone():
    assert sorted(one.path for one in read_modules() if one.is_thin) == sorted(THIN_FOR_A_REASON)


def test_places_that_sqlite_runs_too_are_there():
    assert [place for place in SQLITE_TOO if not (ROOT / place).exists()] == []


def test_thing_above_that_is_known_by_name_is_there():
    current_app.loader.import_default_modules()
    assert settings.DOORBELL_TASK in current_app.tasks
    assert callable(import_string(settings.ATTENTION_FINDER))
    site = get_resolver()
    pages = {f"admin:{name}" for name in site.namespace_dict["admin"][1].reverse_dict} | set(site.reverse_dict)
    named = {
        name
        for room in ("clps", "motions", "campaign/accounts", "campaign/mail")
        for path in (ROOT / room).rglob("*.py")
        for name in re.findall(r'"(admin:desk-[a-z-]+|about-you)"', path.read_text())
    }
    assert {"admin:desk-clp", "about-you"} <= named <= pages


def test_templates_have_no_inline_script():
    assert found(r"<script(?![^>]*\bsrc=)|\|json_script|\son[a-z]+=[\"']|javascript:", PAGES) == []


def test_templates_have_no_inline_style():
    assert found(r"<style|\sstyle=", PAGES) == []


def test_pages_load_nothing_from_elsewhere():
    elsewhere = r"(?:https?:)?//"
    in_markup = rf"(?:src|srcset|poster)=[\"']{elsewhere}|<link[^>]*href=[\"']{elsewhere}"
    in_code = rf"(?:url\(|@import|import|fetch\()\s*[\"']?{elsewhere}"
    assert found(f"{in_markup}|{in_code}", [*PAGES, *STATIC]) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_hold_hashes_and_no_address(name):
    lines = (ROOT / name).read_text().splitlines()
    pinned = [line for line in lines if "==" in line]
    assert pinned
    assert [line for line in pinned if not line.endswith("\\")] == []
    assert [line for line in lines if "://" in line] == []


def addresses(resolver=None, prefix=""):
    """Every address of our own, with its view; the admin guards its own."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver) and entry.app_name != "admin":
            yield from addresses(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback


def test_views_of_every_address_refuse_methods_they_do_not_know(rf):
    """A view answers an unknown method with 405 before it does anything: it has said which methods it takes."""
    unguarded = []
    for path, view in addresses():
        captured = dict.fromkeys(re.findall(r"<(?:\w+:)?(\w+)>", path), "1")
        try:
            status = view(rf.generic("BREW", "/"), **captured).status_code
        except Exception as error:
            status = repr(error)
        if status != 405:
            unguarded.append((path, status))
    assert unguarded == []
