"""Whether a drawn page is still true, in one cheap query."""

import time
from typing import Any

import psycopg
from django.db import connection

Freshness = tuple[Any, ...]
# What the row below does not cover (a CLP deleted, a region's new name, the passing hours) shows within this time.
KEPT_AT_MOST = 60  # seconds
PREPARE_AFTER = 5  # runs on one connection, as psycopg has it

# One row: what pages show of the campaign, its conference and its motion, and when the CLPs last changed. It is
# written out, because for so small a query the ORM costs more than the database. It has no parameters, because SQLite
# plans a query with parameters anew each time, and no counts, because PostgreSQL reads a whole table for one. Times
# are text, because they are only compared.
FRESHNESS = """
SELECT campaign.id, CAST(campaign.modified_at AS text), campaign.name, campaign.target, campaign.public_view,
       campaign.notice_days, campaign.branch_days, conference.name, CAST(conference.deadline AS text),
       motion.id, motion.progress_version, motion.current_version_id,
       (SELECT CAST(MAX(modified_at) AS text) FROM clps_clp), (SELECT MAX(id) FROM clps_clp_constituencies)
  FROM motions_campaign campaign
  JOIN motions_conference conference ON conference.id = campaign.conference_id
  LEFT JOIN motions_motion motion ON motion.campaign_id = campaign.id AND motion.kind = 'conference'
 WHERE campaign.is_current
"""


def read_freshness() -> Freshness:
    """Return values that change when what the public pages show does."""
    with connection.cursor() as cursor:
        # Django's own cursors prepare nothing; where queries are logged, as in tests, they are used all the same.
        if connection.vendor == "postgresql" and not connection.queries_logged:
            row = _prepared_row()
        else:
            cursor.execute(FRESHNESS)
            row = cursor.fetchone()
    return int(time.time()) // KEPT_AT_MOST, *(row or ())


def _prepared_row() -> tuple[Any, ...] | None:
    """Return the row from PostgreSQL, which plans it once for each connection: planning costs four times the rest."""
    # Django turns preparing off, for poolers that lose it. Its own cursors never prepare, so this is for ours alone.
    if connection.connection.prepare_threshold is None:
        connection.connection.prepare_threshold = PREPARE_AFTER
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(FRESHNESS).fetchone()
