"""Keeping a draft, and making it the next version."""

from django.db import transaction

from campaign.accounts.models import User
from campaign.desk.models import TextDraft
from motions.actions.texts import normalise, one_line, publish_version
from motions.models import Motion, MotionVersion


class DraftOvertaken(Exception):
    """Somebody else saved the draft meanwhile. `draft` is what they saved."""

    def __init__(self, draft: TextDraft) -> None:
        """Keep what they saved."""
        super().__init__("The draft was saved by somebody else.")
        self.draft = draft


def save_draft(*, motion: Motion, title: str, text: str, note: str, after: int, seen: int, by: User) -> TextDraft:
    """Keep the draft of a motion's next text; `seen` is how many saves of it the writer had seen.

    Raises DraftOvertaken where somebody saved it since. A draft may be too long, or empty: it binds nobody.
    """
    with transaction.atomic():
        # Made empty where there is none: two who save the first draft need a row at which one of them waits.
        TextDraft.objects.get_or_create(motion=motion)
        draft = _locked(motion)
        if draft.saves != seen:
            raise DraftOvertaken(draft)
        draft.title, draft.text, draft.note, draft.after = one_line(title), normalise(text), note.strip(), after
        draft.saves, draft.saved_by = draft.saves + 1, by
        draft.save()
    return draft


def drop_draft(*, motion: Motion, by: User) -> bool:
    """Throw the draft away; return whether there was one."""
    return bool(TextDraft.objects.filter(motion=motion).delete()[0])


def publish_draft(*, motion: Motion, seen: int, by: User) -> MotionVersion:
    """Make the draft the motion's next version, and end it: either both or neither.

    Raises NotPublished, in one of its kinds, as publishing does; DraftOvertaken where it is another draft by now than
    the one that was shown; and TextDraft.DoesNotExist where there is none.
    """
    with transaction.atomic():
        # The draft before the motion, here and wherever both are locked.
        draft = _locked(motion)
        if draft.saves != seen:
            raise DraftOvertaken(draft)
        # `after` is the version that the draft was begun from. Where a newer one is out by now, this refuses.
        version = publish_version(
            motion=motion, title=draft.title, text=draft.text, note=draft.note, by=by, after=draft.after
        )
        draft.delete()
    return version


def _locked(motion: Motion) -> TextDraft:
    # Of the draft alone: PostgreSQL refuses to lock what is joined in and may be missing, as who saved it may be.
    return TextDraft.objects.select_for_update(of=("self",)).select_related("saved_by").get(motion=motion)
