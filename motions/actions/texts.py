"""Publishing the text of a motion: the only way that a text changes."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from motions.actions.events import record_event
from motions.actions.suspensions import touch_pages
from motions.enums import EventKind
from motions.models import Motion, MotionVersion, Variant
from motions.texts.blocks import tidy_pasted
from motions.texts.limits import Limits
from motions.variants import newest_text


class NotPublished(Exception):
    """A text was refused. `messages` says why, by the name of the field, in words for the person who wrote it."""

    def __init__(self, messages: dict[str, str]) -> None:
        """Keep the reasons by field; "" is the text as a whole."""
        super().__init__(" ".join(messages.values()))
        self.messages = messages


class OverLimit(NotPublished):
    """A conference motion has more words than its conference takes."""


class Blank(NotPublished):
    """A title or a text is missing."""


class Unchanged(NotPublished):
    """It says what the current version says."""


class Overtaken(NotPublished):
    """Somebody published another version since this one was begun."""


def publish_version(
    *,
    motion: Motion,
    title: str,
    text: str,
    note: str,
    by: AbstractBaseUser | None,
    after: int | None = None,
    variant: Variant | None = None,
) -> MotionVersion:
    """Publish the next version of a motion; raise NotPublished, in one of its kinds, for a text that is refused.

    `after` is the number of the version that the writer had before them, nought for none; None does not ask.
    With `variant` it is the next text of that one, and the motion's own stays.
    Effects: the motion's current version, or the variant's, moves on; pages are stale; writes `version_published`.
    """
    # Tidied before it is compared: a blank at the end of a line makes no new version.
    title, text = one_line(title), normalise(text)
    with transaction.atomic():
        # The lock makes two who publish at once take their turns, each with a number of its own.
        locked = Motion.objects.lock(motion.pk)
        refuse(locked, title=title, text=text, after=after, variant=variant)
        version = MotionVersion.objects.create(
            motion=locked,
            variant=variant,
            number=last_number(locked) + 1,
            title=title,
            text=text,
            note=note,
            published_by_id=by.pk if by else None,
        )
        if variant is None:
            locked.current_version = version
            locked.save(update_fields=["current_version"])
        else:
            touch_pages(locked.campaign)
        record_event(kind=EventKind.VERSION_PUBLISHED, motion=locked, by=by, details={"number": version.number})
    if variant is None:
        motion.current_version = version
    return version


def refuse(motion: Motion, *, title: str, text: str, after: int | None = None, variant: Variant | None = None) -> None:
    """Raise NotPublished, in one of its kinds, if this must not become the motion's next version.

    The form asks it for words beside its fields; asked again under the lock, it decides.
    """
    if blank := {name: f"The {name} is missing." for name, value in (("title", title), ("text", text)) if not value}:
        raise Blank(blank)
    if after is not None and after != (last := last_number(motion)):
        raise Overtaken({"": f"Version {last} was published while you were writing."})
    current = newest_text(motion, variant)
    if current and (title, text) == (current.title, normalise(current.text)):
        raise Unchanged({"": f"The title and the text are those of version {current.number}. Nothing was published."})
    if too_long := Limits.on(motion).refusals(title=title, text=text):
        raise OverLimit(too_long)


def last_number(motion: Motion) -> int:
    """Return the number of the last published version, nought before the first."""
    last: int | None = motion.versions.aggregate(last=Max("number"))["last"]
    return last or 0


def one_line(title: str) -> str:
    """Return a title on one line, whatever it was pasted from: it stands in the subjects of mails."""
    return normalise(" ".join(title.splitlines()))


def normalise(text: str) -> str:
    """Return the text as it is typed: newlines of one kind, no blanks at the ends of lines or of the whole, and
    without what Word leaves in a list that is copied out of it.
    """
    lines = tidy_pasted(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip()
