"""Every table of the database as text, as somebody who holds a dump of it could search it."""

from django.db import connection


def dump() -> str:
    """Return every row of every table, Django's own too."""
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += [f"{table}: {' | '.join(map(_text, row))}" for row in cursor.fetchall()]
    return "\n".join(lines)


def _text(value) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace").replace("=\r\n", "").replace("=\n", "")
    text = str(value)
    return text + text.encode().decode("unicode_escape", "ignore") if "\\u" in text else text


def found_in_dump(needles) -> list[str]:
    """Return which of these words stand anywhere, with a line that holds each."""
    lines = dump().splitlines()
    return [f"{one}: {line[:160]}" for one in needles for line in lines if one.lower() in line.lower()]
