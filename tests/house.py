"""The house by numbers: how many modules, how thick, which functions are long, and which modules import each other.

`python -m tests.house` prints it; tests/test_architecture.py holds what must stay. Length is a symptom: the measure is
whether a stranger opens the right file first.
"""

import ast
import subprocess
from dataclasses import dataclass
from itertools import pairwise

import grimp

from tests.servers import ROOT

PACKAGES = ("campaign", "clps", "motions")
THIN, THICK, LONGEST_MODULE, LONGEST_FUNCTION = 40, 300, 450, 40
# Django, Celery, servers and readers look for these by their names, so they may be as thin as they are.
PLACES_OF_DJANGO = (
    *("__init__.py", "admin.py", "apps.py", "celery.py", "checks.py", "context_processors.py", "enums.py"),
    *("models.py", "tasks.py", "urls.py", "views.py", "wsgi.py"),
)
DJANGOS_FOLDERS = ("management", "migrations", "templatetags")
# The others that are thinner than a room should be, each with its reason. There is no other.
THIN_FOR_A_REASON = {
    "campaign/mail/about.py": "facts, reminders and mails share it, from both sides of mail",
    "campaign/mail/admin/bulk_confirmation.py": "two pages of the admin ask by it",
    "campaign/mail/reminders/buttons.py": "one column of the table of kinds",
    "campaign/mail/reminders/facts/about_you.py": "one sort of facts in each module, with the same functions",
    "campaign/mail/reminders/facts/base.py": "what all sorts of facts are made from",
    "campaign/static_files.py": "a setting names it, and nothing else is about files",
    "clps/lib/added_only.py": "tables of every app are made from it",
    "clps/lib/clock.py": "one clock for every app",
    "clps/lib/http.py": "views of every app share it",
    "clps/lib/telephones.py": "forms and the desk write numbers alike",
    "clps/lib/tokens.py": "every secret link is made here",
    "motions/admin/advice.py": "one subject in each module, the same names in each folder",
    "motions/models/standings.py": "one subject in each module, the same names in each folder",
}


@dataclass(frozen=True)
class Module:
    """One file of ours: how many lines it has, and each function with its own."""

    path: str
    lines: int
    comments: int
    functions: tuple[tuple[str, int], ...]

    @property
    def is_thin(self):
        """Whether it is shorter than a room should be, and not for Django's sake."""
        parts = self.path.split("/")
        exempt = parts[-1] in PLACES_OF_DJANGO or any(part in DJANGOS_FOLDERS for part in parts)
        return self.lines < THIN and not exempt


def read_modules() -> list[Module]:
    """Every module outside tests and migrations, as the work tree has it."""
    ours = [f"{name}/*.py" for name in PACKAGES]
    listed = subprocess.run(["git", "ls-files", *ours], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [path for path in listed.stdout.split() if "/migrations/" not in path and (ROOT / path).exists()]
    return [_read(path) for path in sorted(paths)]


def _read(path) -> Module:
    text = (ROOT / path).read_text()
    lines = text.splitlines()
    functions = tuple(
        (node.name, node.end_lineno - node.lineno + 1)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return Module(path, len(lines), sum(line.lstrip().startswith("#") for line in lines), functions)


def long_functions(modules) -> list[str]:
    """Each function of more lines, the longest first."""
    found = [
        (length, f"{one.path}: {name}")
        for one in modules
        for name, length in one.functions
        if length > LONGEST_FUNCTION
    ]
    return [f"{where}, {length} lines" for length, where in sorted(found, reverse=True)]


def cycles() -> list[str]:
    """Each circle of imports, by its shortest way round. A package and what it holds are one room."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    found = set()
    for module in sorted(graph.modules):
        for imported in graph.find_modules_directly_imported_by(module):
            way = graph.find_shortest_chain(imported, module)
            if way and not all(_is_one_room(first, second) for first, second in pairwise(way)):
                found.add(" > ".join((module, *way)))
    return sorted(found)


def _is_one_room(first, second) -> bool:
    return first.startswith(f"{second}.") or second.startswith(f"{first}.")


def main():
    """Print it."""
    modules = read_modules()
    lines = sum(one.lines for one in modules)
    lengths = sorted(length for one in modules for _, length in one.functions)
    thin = [one for one in modules if one.is_thin]
    print(
        f"{len(modules)} modules of {lines} lines, {lines // len(modules)} each, and a comment every "
        f"{lines // sum(one.comments for one in modules)} lines"
    )
    print(
        f"{len(lengths)} functions: half have at most {lengths[len(lengths) // 2]} lines, "
        f"95 of 100 at most {lengths[len(lengths) * 95 // 100]}, the longest {lengths[-1]}"
    )
    for title, found in (
        (f"Over {LONGEST_FUNCTION} lines", long_functions(modules)),
        (f"Modules over {THICK} lines", [f"{one.path}, {one.lines}" for one in modules if one.lines > THICK]),
        (f"Modules under {THIN} lines that are none of Django's", [f"{one.path}, {one.lines}" for one in thin]),
        ("Circles of imports", cycles()),
    ):
        print(f"\n{title}: {len(found)}", *found, sep="\n  ")


if __name__ == "__main__":
    main()
