"""Importing a file that an organiser has seen the preview of: all of it, or nothing."""

from django.db import transaction

from campaign.accounts.models import User
from campaign.accounts.roles import regions_of
from campaign.desk.importing.catalogue import Kind, plan_of, read_lines
from campaign.desk.importing.preview import Plan
from campaign.desk.importing.tables import Table
from motions.actions.events import silence
from motions.models import Motion


class Moved(Exception):
    """What the file would do now is not what the organiser saw; `plan` says what it would."""

    def __init__(self, plan: Plan) -> None:
        """Keep the plan of now."""
        self.plan = plan
        super().__init__("Something has changed since the preview.")


def import_file(kind: Kind, table: Table, *, motion: Motion, seen: str, by: User) -> Plan:
    """Write what a file would change, and return what that was.

    `seen` is the digest of the plan that the organiser agreed to. Raises Moved, with nothing written, where the same
    file would do anything else by now or has something wrong in it.
    Effects: those of recording secretaries or past results, which write the events. The doorbell does not ring for
    each: the next round finds them.
    """
    reader = read_lines(kind, table, motion=motion, regions=regions_of(by))
    with transaction.atomic(), silence():
        kind.lock([line.clp for line in reader.lines], motion)
        plan = plan_of(kind, reader, motion=motion)
        if plan.wrong or plan.digest != seen:
            raise Moved(plan)
        kind.write([change.work for change in plan.changes], motion, by)
    return plan
