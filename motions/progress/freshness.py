"""Whether what a kept page shows may have changed: a few values read in one small query, and compared.

A process that serves the site remembers them for three hundredths of a second, so that a thousand readers a second
cost some thirty queries. Nobody who has just changed something may meet a page from before: whoever changes what pages
show is answered only when that moment is over, so that by then no process, on whichever machine, remembers what was.
That takes no cookie and nothing that processes would have to share.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from clps.lib.postgresql import at_most, may_prepare, preparing_cursor

Freshness = tuple[Any, ...]
# What says that the database is away.
AWAY = (OperationalError, InterfaceError)
# What the values below do not cover (a CLP deleted, a region's new name, the passing hours) shows within this time.
KEPT_AT_MOST = 60  # seconds
# A database that did not answer is not asked by everybody again at once: a try can take seconds.
AWAY_FOR = 2  # seconds
ANSWERS_WITHIN = 2.0  # seconds; later, what is kept is shown as it was
REMEMBERED_FOR = 0.03  # seconds, in a process that serves the site

# These are written out, because for so small a query the ORM costs more than the database. Times are text, because
# they are only compared.
CAMPAIGN = """campaign.id, CAST(campaign.modified_at AS text), campaign.name, campaign.target, campaign.public_view,
       campaign.notice_days, campaign.branch_days, conference.name, CAST(conference.deadline AS text),
       conference.dates_are_provisional, motion.id, motion.current_version_id"""
SHOWN = """FROM motions_campaign campaign
  JOIN motions_conference conference ON conference.id = campaign.conference_id
  LEFT JOIN motions_motion motion ON motion.campaign_id = campaign.id AND motion.kind = 'conference'"""

# The campaign's other motions: which there are, how far they have come, and their texts. Each number only
# ever grows, so that a sum is enough.
OTHERS = """(SELECT CAST(MAX(drive.modified_at) AS text)
          FROM motions_campaign drive WHERE drive.main_id = campaign.id),
       (SELECT CAST(SUM(other.progress_version + COALESCE(other.current_version_id, 0)) AS text)
          FROM motions_campaign drive JOIN motions_motion other ON other.campaign_id = drive.id
         WHERE drive.main_id = campaign.id)"""
OTHERS_IN_CLP = """(SELECT CAST(SUM(stands.facts_version) AS text)
          FROM motions_campaign drive JOIN motions_motion other ON other.campaign_id = drive.id
          JOIN motions_standing stands ON stands.motion_id = other.id AND stands.clp_id = clp.id
         WHERE drive.main_id = campaign.id)"""

# What pages show of the campaign, its conference and its motion, and when the CLPs last changed. It has no parameters,
# because SQLite plans a query with parameters anew each time, and no counts, because PostgreSQL reads a whole table
# for one.
OF_ALL = f"""
SELECT {CAMPAIGN}, motion.progress_version, {OTHERS},
       (SELECT CAST(MAX(modified_at) AS text) FROM clps_clp), (SELECT MAX(id) FROM clps_clp_constituencies)
  {SHOWN}
 WHERE campaign.is_current
"""  # noqa: S608 - nothing but the words above

# What the page of one CLP shows: the campaign, the CLP, how far it has come, what conference did, what helps next, and
# what else it could pass. A column that is a date or a number is text here as well, for SQLite and PostgreSQL alike.
OF_CLP = """
SELECT {campaign}, {others}, {others_here}, motion.slug, CAST(clp.modified_at AS text), region.name,
       standing.facts_version, standing.stage, CAST(standing.since AS text), standing.is_checked,
       entry.state, CAST(entry.sent_on AS text), CAST(entry.ruled_on AS text), CAST(entry.in_ballot_on AS text),
       CAST(entry.ballot_on AS text), CAST(entry.composited_on AS text), CAST(entry.floor_on AS text),
       CAST(entry.card_for AS text), CAST(entry.card_against AS text), composite.name, composite.subject_heading,
       (SELECT CAST(MAX(modified_at) AS text) FROM motions_savedanswer), (SELECT COUNT(*) FROM motions_savedanswer),
       (SELECT {joined} FROM motions_motion local WHERE local.campaign_id = campaign.id)
  {shown}
  JOIN clps_clp clp ON clp.slug = %s
  JOIN clps_region region ON region.id = clp.region_id
  LEFT JOIN motions_standing standing ON standing.motion_id = motion.id AND standing.clp_id = clp.id
  LEFT JOIN motions_conferenceentry entry ON entry.motion_id = motion.id AND entry.clp_id = clp.id
  LEFT JOIN motions_composite composite ON composite.id = entry.composite_id
 WHERE campaign.is_current
"""
JOINED = {
    "postgresql": "STRING_AGG(local.slug || ' ' || local.current_version_id, ' ')",
    "sqlite": "GROUP_CONCAT(local.slug || ' ' || local.current_version_id, ' ')",
}


class Memory:
    """What was read a moment ago, for so many seconds: of all CLPs under "", of one under its slug."""

    def __init__(self) -> None:
        """Remember nothing, unless a process that serves the site says otherwise."""
        self.span = 0.0
        self._values: dict[str, tuple[float, Freshness]] = {}
        self._changed_at = self._away_until = float("-inf")

    def recall(self, clp: str = "") -> Freshness:
        """Return what was read a moment ago, or read it."""
        return self.remembered(clp) or self.renew(clp)

    def remembered(self, clp: str = "") -> Freshness | None:
        """Return what was read a moment ago; nothing where that moment is over."""
        found = self._values.get(clp)
        return found[1] if found and time.monotonic() < found[0] + self.span else None

    def renew(self, clp: str = "") -> Freshness:
        """Read, and remember it from the time at which that began: what is older is not put over what is newer."""
        began = time.monotonic()
        if self.span and began < self._away_until:
            raise OperationalError("The database did not answer a moment ago.")
        try:
            value = read_freshness(clp)
        except AWAY:
            self._away_until = time.monotonic() + AWAY_FOR
            raise
        found = self._values.get(clp)
        if self.span and (found is None or found[0] <= began):
            self._values[clp] = began, value
        return value

    def forget(self) -> None:
        """Forget everything, and that anything changed: for tests."""
        self._values.clear()
        self._changed_at = self._away_until = float("-inf")

    def note_change(self) -> None:
        """Note that what pages show has just changed."""
        self._changed_at = time.monotonic()
        self._values.clear()

    def settle(self) -> None:
        """Wait until nobody can remember what was before the last change."""
        pause = self._changed_at + self.span - time.monotonic()
        if pause > 0:
            time.sleep(pause)


memory = Memory()


def start_remembering() -> None:
    """Remember from now on, because this process serves the site."""
    memory.span = REMEMBERED_FOR


def pages_changed() -> None:
    """Say that what pages show changes with the transaction that is open."""
    transaction.on_commit(memory.note_change)


def wait_for_fresh_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer who changed something once no process remembers what was before. A middleware."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method not in {"GET", "HEAD"} and memory.span:
            # Whatever an organiser changes in the admin may be on a page.
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                memory.note_change()
            memory.settle()
        return response

    return middleware


def read_freshness(clp: str = "") -> Freshness:
    """Return values that change when what pages show does: those of all CLPs, or that of the one with this slug."""
    return int(time.time()) // KEPT_AT_MOST, *(_row(_of_clp(), clp) if clp else _row(OF_ALL))


def shows_campaign(freshness: Freshness) -> bool:
    """Whether there was a campaign to show."""
    return len(freshness) > 1


def _of_clp() -> str:
    return OF_CLP.format(
        campaign=CAMPAIGN,
        others=OTHERS,
        others_here=OTHERS_IN_CLP,
        shown=SHOWN,
        joined=JOINED[connection.vendor],
    )


def _row(query: str, *values: str) -> tuple[Any, ...]:
    """Return the one row that there is, or nothing."""
    with at_most(ANSWERS_WITHIN), connection.cursor() as cursor:
        if may_prepare():
            return _prepared_row(query, *values) or ()
        cursor.execute(query, values)
        return cursor.fetchone() or ()


def _prepared_row(query: str, *values: str) -> tuple[Any, ...] | None:
    """Return the row from PostgreSQL, which plans it once for each connection: planning costs four times the rest."""
    with connection.wrap_database_errors, preparing_cursor() as cursor:
        return cursor.execute(query, values or None).fetchone()
