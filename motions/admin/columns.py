"""The columns of a spreadsheet that say which motion a row is about."""

from clps.lib.spreadsheets import Column


def about_the_motion(way: str = "motion") -> tuple[Column, ...]:
    """Return the columns for rows that stand for a motion whatever its text: its title now, and its kind."""
    return (("Motion", way), ("Kind of motion", f"{way}.get_kind_display"))


def about_the_text(way: str = "version") -> tuple[Column, ...]:
    """Return the columns for rows about one text of a motion: its own title, its number, and the motion's kind."""
    return (
        ("Motion", f"{way}.title"),
        ("Kind of motion", f"{way}.motion.get_kind_display"),
        ("Version", f"{way}.number"),
    )
