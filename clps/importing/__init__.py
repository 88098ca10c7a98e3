"""Loading CLPs from a file: read it, compare it with what is known, and write the difference."""

from django.db import transaction

from clps.importing.clp_changes import CLPPlan, apply_plan, make_plan
from clps.importing.clp_files import CLPRow, read_rows
from clps.importing.csv_files import BadFile, Problem

__all__ = ["BadFile", "CLPPlan", "CLPRow", "Problem", "apply_plan", "import_clps", "make_plan", "read_rows"]


def import_clps(data: bytes, *, remove_missing: bool = False, dry_run: bool = False) -> CLPPlan:
    """Make the CLPs as the file `data` has them and return what that took; write nothing when `dry_run`.

    With `remove_missing`, CLPs that are not in the file go too. Raises BadFile, with everything that is wrong and
    nothing changed.
    """
    rows = read_rows(data)
    with transaction.atomic():
        plan = make_plan(rows, remove_missing=remove_missing)
        if not dry_run:
            apply_plan(plan)
    return plan
