"""What to say to whom the sheet names: lines to be read out or put into a letter; and the sheet as a table."""

from collections.abc import Sequence

from campaign.desk.calls.sheet import CallLine, Why
from clps.lib.spreadsheets import Column, Table
from motions.models import Motion


def script_for(line: CallLine, motion: Motion, *, organiser: str) -> list[str]:
    """Return what to say, a paragraph each: who rings and why, what to ask, how to end."""
    group = motion.campaign.group
    about = f"our motion and {line.clp.name} CLP"
    hello = f"Hello, this is {organiser} from {group}. It is about {about}. Is this a good moment?"
    return [hello, *_asks(line, motion), "Thank you. May we call again if something comes up?"]


def _asks(line: CallLine, motion: Motion) -> list[str]:
    body = line.body if line.body != "The CLP" else "your CLP"
    day, deadline = f"{line.due:%A %-d %B}", f"{motion.campaign.conference.deadline_day:%A %-d %B}"
    match line.why:
        case Why.MEETING_SOON:
            return [
                f"{_capital(body)} meets on {day}. Is the motion on the agenda? Who will move it, and who seconds it?",
                "Would it help if somebody came to speak for it, or if we sent you what to say?",
            ]
        case Why.OVERDUE | Why.AWAITED:
            return [
                f"{_capital(body)} was to meet on {day}. How did it go? Was it carried, and do you know the figures?",
                "If it was not reached or put off: when is it heard next?",
            ]
        case Why.NOT_SENT:
            return [
                "Your CLP carried it: congratulations. Has the secretary sent it to conference yet, and on which day?",
                f"Motions close on {deadline}. Could you ask the secretary, and let us know?",
            ]
        case Why.CALL_BACK:
            return ["You asked us to call again today. Where does it stand now, and can we help?"]
        case Why.OTHER:
            return ["Where does the motion stand in your CLP now? When does it meet next, and can we help?"]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def call_table(lines: Sequence[CallLine], motion: Motion, *, organiser: str) -> Table:
    """Return one row for each person: how to reach them, why, what was said last, and what to say."""
    columns: tuple[Column, ...] = (
        ("Region", "clp.region"),
        ("CLP", "clp.name"),
        ("Why", "why.label"),
        ("Day", "due"),
        ("Chance", "chance.label"),
        ("Name", "person.name"),
        ("Email address", "person.writable_email"),
        ("Telephone", "person.callable_phone"),
        ("Last time", lambda line: line.last.result.label if line.last else None),
        ("When", lambda line: line.last.at if line.last else None),
        ("What was said", lambda line: line.last.words if line.last else None),
        ("What to say", lambda line: " ".join(script_for(line, motion, organiser=organiser))),
        ("Result", lambda line: None),
    )
    return Table(columns, lines)
