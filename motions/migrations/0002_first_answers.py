"""The help page begins with our own answers; from then on they are the campaign's to change."""

from pathlib import Path

from django.db import migrations

ANSWERS = Path(__file__).parents[1] / "data" / "answers"
# Which of them helps after which outcome.
HELPS_AFTER = {
    ("not-carried", 10): "lost",
    ("not-carried", 20): "remitted",
    ("not-carried", 30): "not-moved",
    ("not-carried", 40): "withdrawn",
    ("not-carried", 50): "another-chosen",
    ("not-carried", 60): "other",
    ("ruled-out", 10): "ruled-out-by-chair",
}


def add_answers(apps, schema_editor):
    """Add every answer of `data/answers`, where there is none yet; a file is named step.position.md, its heading first."""
    SavedAnswer = apps.get_model("motions", "SavedAnswer")
    if SavedAnswer.objects.exists():
        return
    for path in sorted(ANSWERS.glob("*.*.md")):
        step, position, _ = path.name.split(".")
        heading, _, answer = path.read_text(encoding="utf-8").partition("\n")
        SavedAnswer.objects.create(
            step=step,
            position=int(position),
            question=heading.removeprefix("# "),
            answer=answer.strip(),
            outcome=HELPS_AFTER.get((step, int(position)), ""),
            is_published=True,
        )


class Migration(migrations.Migration):
    dependencies = [("motions", "0001_initial")]
    operations = [migrations.RunPython(add_answers, migrations.RunPython.noop)]
