"""What to say to whom the sheet names: a few lines to be read out or put into a letter of one's own."""

from campaign.desk.calls.sheet import CallLine, Why
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
