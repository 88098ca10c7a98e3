"""Carried and sent against target, over time: one SVG, drawn in one pass from counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from campaign.desk.front.stats import Overview

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 40, 14, 22, 30
LEAST_SPAN = timedelta(days=42)
HEADROOM = 1.1
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200)
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """Where days and counts stand on the drawing."""

    first: date
    last: date
    top: int

    def x(self, day: date) -> float:
        """Return the place of a day, from the left."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, number: float) -> float:
        """Return the place of a count, from the top."""
        return round(HEIGHT - BOTTOM - number / self.top * (HEIGHT - TOP - BOTTOM), 1)


def draw_chart(overview: Overview) -> SafeString:
    """Return the chart; nothing before anything was carried."""
    if not overview.history.carried:
        return mark_safe("")
    scale = _scale(overview)
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="chart-said">',
        f'<title id="chart-said">{escape(_said(overview))}</title>',
        *_grid(scale),
        *_target(overview, scale),
        *_cone(overview, scale),
        *_lines(overview, scale),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - numbers, days, and words that are escaped


def _scale(overview: Overview) -> Scale:
    first = min(overview.history.carried[0], overview.today - LEAST_SPAN)
    high = overview.forecast.high if overview.forecast else 0
    top = max(overview.target or 0, overview.carried, high, 4)
    # Once the deadline is past, the lines run on beyond it, to today.
    return Scale(first, max(overview.deadline_day, overview.today), round(top * HEADROOM))


def _said(overview: Overview) -> str:
    """Return what the drawing shows, in a sentence; the table beside it has the numbers."""
    against = f" of a target of {overview.target}" if overview.target else ""
    return f"Over time: {overview.carried} carried{against}, {overview.sent} sent."


def _grid(scale: Scale) -> Iterator[str]:
    """Yield a line for each round count, and a name for each month."""
    step = next((step for step in STEPS if scale.top / step <= MOST_LINES), STEPS[-1])
    for number in range(0, scale.top + 1, step):
        y = scale.y(number)
        yield f'<path class="chart-grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>'
        yield f'<text class="chart-axis" x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{number}</text>'
    months = list(_months(scale.first, scale.last))
    every = 1 + len(months) // 7
    for month in months[::every]:
        name = date_format(month, "M")
        yield f'<text class="chart-axis" x="{scale.x(month)}" y="{HEIGHT - 8}">{name}</text>'
        yield f'<path class="chart-tick" d="M{scale.x(month)} {HEIGHT - BOTTOM}v6"/>'


def _months(first: date, last: date) -> Iterator[date]:
    month = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _target(overview: Overview, scale: Scale) -> Iterator[str]:
    if overview.target:
        y = scale.y(overview.target)
        yield f'<path class="chart-target" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>'
        yield f'<text class="chart-label" x="{LEFT + 4}" y="{y - 6}">Target {overview.target}</text>'


def _cone(overview: Overview, scale: Scale) -> Iterator[str]:
    """Yield the forecast: from today's count to the range on the day of the deadline."""
    told = overview.forecast
    if told is None:
        return
    now, then = scale.x(overview.today), scale.x(overview.deadline_day)
    start = scale.y(overview.carried)
    yield (
        f'<path class="chart-cone" d="M{now} {start}L{then} {scale.y(told.high)}V{scale.y(told.low)}z"/>'
        f'<path class="chart-likely" d="M{now} {start}L{then} {scale.y(told.likely)}"/>'
    )


def _lines(overview: Overview, scale: Scale) -> Iterator[str]:
    """Yield both lines until today, today's own line, and the two counts at their ends."""
    history, now = overview.history, scale.x(overview.today)
    # An earlier campaign is seen from the end of its conference: days after that are not drawn.
    carried = _steps([day for day in history.carried if day <= overview.today], scale, overview.today)
    sent = _steps([day for day in history.sent if day <= overview.today], scale, overview.today)
    yield f'<path class="chart-area" d="{carried}V{scale.y(0)}z"/>'
    yield f'<path class="chart-today" d="M{now} {TOP}V{HEIGHT - BOTTOM}"/>'
    yield f'<path class="chart-carried" d="{carried}"/><path class="chart-sent" d="{sent}"/>'
    for name, number in (("carried", overview.carried), ("sent", overview.sent)):
        y = scale.y(number)
        yield f'<circle class="chart-dot chart-dot--{name}" cx="{now}" cy="{y}" r="4"/>'
        yield (
            f'<text class="chart-label chart-label--{name}" x="{now - 8}" y="{y - 8}" text-anchor="end">'
            f"{number} {name}</text>"
        )


def _steps(days: Sequence[date], scale: Scale, today: date) -> str:
    """Return a line that rises by one on each of the days, and runs on until today."""
    path = [f"M{scale.x(scale.first)} {scale.y(0)}"]
    for place, day in enumerate(days):
        if place + 1 == len(days) or days[place + 1] != day:
            path.append(f"H{scale.x(day)}V{scale.y(place + 1)}")
    return "".join(path) + f"H{scale.x(today)}"
