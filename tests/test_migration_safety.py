"""A migration never breaks the release before it: for a while its web servers and workers run on the new tables.

Upgrading migrates first and restarts afterwards, and rolling back starts the old code on what the new one has made. So
what the old code reads and writes has to go on working until the release after.
"""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.functions import Length
from django.test import TestCase
from zeal import zeal_ignore

from tests.demonstration import make_demonstration

# The last migration of each app in the release before. It is moved on when a release is made, and was when the tables
# began anew; at no other time.
RELEASED = {
    "accounts": "0002_initial",
    "api": "0001_initial",
    "clps": "0002_first_rows",
    "desk": "0001_initial",
    "errors": "0001_initial",
    "mail": "0001_initial",
    "motions": "0002_first_answers",
    "operations": "0001_initial",
    "setup": "0001_initial",
    "sign_in": "0001_initial",
    "vitals": "0001_initial",
}
# What does break it and has to be, each with its reason: (app, migration): why nobody is worse off.
WAIVED: dict[tuple[str, str], str] = {}

HARMLESS = (
    ops.CreateModel,
    ops.AddIndex,
    ops.RemoveIndex,
    ops.RenameIndex,
    ops.RemoveConstraint,
    ops.AlterModelOptions,
    ops.AlterModelManagers,
    ops.AlterModelTableComment,
    # Data: it may change what rows say, and no table.
    ops.RunPython,
)


def trouble_with(operation: Operation, app: str, state: ProjectState, new: set[str]) -> Iterator[str]:
    """Yield what an operation would do to the code of the release before; `new` are models it does not know."""
    model = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
    if isinstance(operation, HARMLESS) or f"{app}.{model}" in new:
        return
    match operation:
        case ops.SeparateDatabaseAndState():
            for inner in operation.database_operations:
                yield from trouble_with(inner, app, state, new)
        case ops.AddField(field=models.GeneratedField() as field):
            # Without NULL, Django makes the table anew on SQLite, which can add no stored column to one that has rows.
            if field.db_persist and field.null:
                yield f"{operation.name} is worked out and may be NULL: SQLite cannot add it where there are rows"
        case ops.AddField(field=field):
            if not (field.null or field.many_to_many or field.has_db_default()):
                yield f"{operation.name} is new and has neither db_default nor null: old code cannot insert a row"
        case ops.AlterField(field=field):
            before = state.models[app, model].get_field(operation.name)
            yield from narrowed(operation.name, before, field)
        case ops.AddConstraint():
            yield f"{operation.constraint.name} may refuse what old code writes"
        case _:
            yield f"{operation.describe()}: old code uses what was there before"


def narrowed(name: str, before: models.Field, after: models.Field) -> Iterator[str]:
    """Yield in which way a column takes less than it did."""
    if before.null and not after.null:
        yield f"{name} no longer takes NULL"
    if after.unique and not before.unique:
        yield f"{name} has become unique"
    if before.has_db_default() and not after.has_db_default():
        yield f"{name} has lost its db_default"
    types = [_type(one) for one in (before, after)]
    if types[0] != types[1] and not _is_wider(before, after):
        yield f"{name} has become {types[1]} and was {types[0]}"


def _type(field: models.Field) -> str | None:
    """What the column holds; of a reference, what it leads to, which has no type until all models are there."""
    if field.remote_field is None:
        return field.db_type(connection)
    return f"{type(field).__name__} to {field.deconstruct()[3]['to']}".lower()


def _is_wider(before: models.Field, after: models.Field) -> bool:
    if not (isinstance(before, models.CharField) and isinstance(after, models.CharField | models.TextField)):
        return False
    return after.max_length is None or (before.max_length or 0) <= after.max_length


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


def released_nodes(loader):
    return [node for node in RELEASED.items() if node in loader.graph.nodes]


def test_last_release_names_migrations_that_there_are(loader):
    assert [node for node in (*RELEASED.items(), *WAIVED) if node not in loader.graph.nodes] == []


def test_no_migration_since_the_last_release_breaks_it(loader):
    known = {node for one in released_nodes(loader) for node in loader.graph.forwards_plan(one)}
    state = loader.project_state(released_nodes(loader))
    new, found = set(), []
    for node in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        if node in known:
            continue
        migration = loader.get_migration(*node)
        ours = node[0] in RELEASED
        for operation in migration.operations:
            if ours and node not in WAIVED:
                found += [f"{'.'.join(node)}: {trouble}" for trouble in trouble_with(operation, node[0], state, new)]
            if isinstance(operation, ops.CreateModel):
                new.add(f"{node[0]}.{operation.name.lower()}")
            operation.state_forwards(node[0], state)
    assert found == [], "docs/developing.md, “How to change a table”, says how to do it in two releases."


def example(**fields):
    """The state of a release with one model."""
    state = ProjectState()
    ops.CreateModel("Thing", [("id", models.AutoField(primary_key=True)), *fields.items()]).state_forwards(
        "app", state
    )
    return state


WORDS = models.CharField(max_length=10)
NULLABLE = models.CharField(max_length=10, null=True)
LENGTH = models.GeneratedField(expression=Length("words"), output_field=models.IntegerField(), db_persist=True)


@pytest.mark.parametrize(
    "operation",
    [
        ops.AddField("thing", "new", models.CharField(max_length=10, default="")),
        ops.RemoveField("thing", "words"),
        ops.RenameField("thing", "words", "names"),
        ops.AlterField("thing", "nullable", WORDS),
        ops.AlterField("thing", "words", models.CharField(max_length=9)),
        ops.AlterField("thing", "words", models.IntegerField()),
        ops.AlterField("thing", "words", models.CharField(max_length=10, unique=True)),
        ops.RenameModel("Thing", "Matter"),
        ops.DeleteModel("Thing"),
        ops.AlterModelTable("thing", "things"),
        ops.AddConstraint("thing", models.CheckConstraint(condition=models.Q(words="a"), name="a")),
        ops.RunSQL("ALTER TABLE app_thing DROP COLUMN words"),
        ops.SeparateDatabaseAndState(database_operations=[ops.RemoveField("thing", "words")]),
        ops.AddField(
            "thing",
            "new",
            models.GeneratedField(
                expression=Length("words"), output_field=models.IntegerField(), db_persist=True, null=True
            ),
        ),
    ],
)
def test_migration_that_breaks_the_release_before_is_refused(operation):
    state = example(words=WORDS, nullable=NULLABLE)
    assert list(trouble_with(operation, "app", state, set()))


@pytest.mark.parametrize(
    "operation",
    [
        ops.AddField("thing", "new", models.CharField(max_length=10, null=True)),
        ops.AddField("thing", "new", models.CharField(max_length=10, db_default="")),
        ops.AddField("thing", "new", models.ManyToManyField("app.thing")),
        ops.AddField("thing", "new", LENGTH),
        ops.AlterField("thing", "words", models.CharField(max_length=11, help_text="Longer.")),
        ops.AlterField("thing", "words", models.TextField()),
        ops.AlterField("thing", "words", NULLABLE),
        ops.AddIndex("thing", models.Index(fields=["words"], name="words")),
        ops.RunPython(ops.RunPython.noop),
        ops.SeparateDatabaseAndState(state_operations=[ops.RemoveField("thing", "words")]),
        ops.AddField("matter", "new", WORDS),
    ],
)
def test_migration_that_breaks_nothing_passes(operation):
    state = example(words=WORDS, nullable=NULLABLE)
    assert list(trouble_with(operation, "app", state, {"app.matter"})) == []


class Undone(Exception):
    """Nothing of what was tried is to stay."""


def written_by(state: ProjectState) -> set[str]:
    """Read, insert and update a row of each of our models as code with that state does; return the models tried."""
    tried = set()
    for model in state.apps.get_models():
        row = model._base_manager.first() if model._meta.app_label in RELEASED else None
        if row is None:
            continue
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=row.pk)._raw_delete(connection.alias)
                row.save_base(raw=True, force_insert=True)
                row.save_base(raw=True, force_update=True)
                tried.add(model._meta.label)
                raise Undone
        except Undone:
            pass
    return tried


class TestTablesOfNow(TestCase):
    """Code of the last release, on tables in which people have done what people do; filled once for all of these."""

    @classmethod
    def setUpTestData(cls):
        with zeal_ignore():
            make_demonstration()

    def setUp(self):
        loader = MigrationLoader(None)
        self.state = loader.project_state(released_nodes(loader))

    def test_code_of_the_last_release_reads_and_writes_the_tables_of_now(self):
        with zeal_ignore():
            tried = written_by(self.state)
        assert len(tried) > 20
        for name in (
            "motions.Submission",
            "motions.Vote",
            "motions.Event",
            "mail.Email",
            "motions.Standing",
            "accounts.User",
        ):
            assert name in tried

    def test_code_without_a_column_that_must_be_filled_cannot_write_it(self):
        """Else the test above could not fail."""
        self.state.remove_field("motions", "vote", "outcome")
        with zeal_ignore(), pytest.raises(IntegrityError, match=r"(?i)null"):
            written_by(self.state)
