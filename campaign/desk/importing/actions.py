"""Importing a file that an organiser has seen the preview of, and taking an import back."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.accounts.roles import regions_of
from campaign.desk.importing.catalogue import KINDS, plan_of, read_lines
from campaign.desk.importing.files import ChosenFile
from campaign.desk.importing.preview import Plan
from campaign.desk.models import Import, ImportedLine, RememberedHeading
from clps.models import CLP
from motions.actions.events import without_doorbell
from motions.workflow import NotAllowed

# What stood there before is kept so long, and no longer.
MAY_BE_TAKEN_BACK_FOR = timedelta(days=30)


class PreviewOutdated(Exception):
    """What the file would do now is not what the organiser saw; `plan` says what it would."""

    def __init__(self, plan: Plan) -> None:
        """Keep the plan of now."""
        self.plan = plan
        super().__init__("Something has changed since the preview.")


def import_file(file: ChosenFile, *, seen: str, without_wrong: bool, by: User) -> Import:
    """Write what a file would change: all of it or, `without_wrong`, the lines that can be understood.

    `seen` is the digest of the plan that the organiser agreed to. Raises PreviewOutdated, with nothing written, where
    the same file would do anything else by now, or has something wrong in it that was not to be left out.
    Effects: those of recording secretaries or past results, which write the events; the import is on record, with
    what it may be taken back by. The doorbell does not ring for each: the next round finds them.
    """
    kind, motion = file.kind, file.motion
    reader = read_lines(kind, file.table, file.columns, motion=motion, regions=regions_of(by), answers=file.answers)
    with transaction.atomic(), without_doorbell():
        kind.lock([line.clp for line in reader.lines], motion)
        plan = plan_of(kind, reader, motion=motion)
        if plan.digest != seen or (plan.wrong and not without_wrong):
            raise PreviewOutdated(plan)
        made = Import.objects.create(
            kind=kind.slug,
            motion=motion,
            added=plan.added,
            changed=plan.changed,
            unchanged=plan.unchanged,
            left_out=len({one.line for one in plan.wrong}),
            by=by,
        )
        lines = kind.write([change.work for change in plan.changes], motion, by)
        for line in lines:
            line.of = made
        ImportedLine.objects.bulk_create(lines)
    return made


def take_import_back(made: Import, *, by: User) -> Import:
    """Undo an import line by line; what somebody has changed since stays as it is, and is counted.

    Raises NotAllowed where that was done before, came too late, or touches CLPs of regions that are not theirs.
    Effects: those of withdrawing reports and correcting votes, or of changing secretaries; what stood there before
    is no longer kept.
    """
    kind = KINDS[made.kind]
    with transaction.atomic(), without_doorbell():
        locked = Import.objects.select_for_update(of=("self",)).select_related("motion__campaign").get(pk=made.pk)
        _refuse(locked)
        lines = list(
            locked.lines.select_related("secretary__clp", "gave_up", "submission__clp", "vote", "vote_before")
        )
        clps = [clp for line in lines if (clp := _clp_of(line)) is not None]
        _refuse_foreign(clps, by)
        kind.lock(clps, locked.motion)
        # The last first, so that two lines about one CLP unwind.
        undone = sum(kind.take_back(line, locked.motion, by) for line in reversed(lines))
        locked.taken_back_at, locked.taken_back_by = timezone.now(), by
        locked.kept = locked.added + locked.changed - undone
        locked.save()
        locked.lines.all().delete()
    return locked


def remember_headings(kind: str, chosen: dict[str, str]) -> None:
    """Keep which column of ours each heading stands for, so that the next file is not asked about."""
    rows = [RememberedHeading(kind=kind, heading=heading[:200], column=column) for heading, column in chosen.items()]
    RememberedHeading.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "heading"], update_fields=["column"]
    )


def _refuse(made: Import) -> None:
    if made.taken_back_at:
        raise NotAllowed("This import was taken back before.")
    if timezone.now() > made.at + MAY_BE_TAKEN_BACK_FOR:
        days = MAY_BE_TAKEN_BACK_FOR.days
        raise NotAllowed(f"It is more than {days} days old. Correct what is wrong on each CLP’s page.")


def _refuse_foreign(clps: Iterable[CLP], by: User) -> None:
    regions = regions_of(by)
    if regions is not None and any(clp.region_id not in regions for clp in clps):
        raise NotAllowed("CLPs of other regions are in it too. Ask somebody who looks after them all.")


def _clp_of(line: ImportedLine) -> CLP | None:
    if line.submission:
        return line.submission.clp
    return line.secretary.clp if line.secretary else None
