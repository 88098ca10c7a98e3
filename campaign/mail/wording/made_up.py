"""Made-up data to fill a mail in with: for a look at its words before there is anything that it could be about."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.utils import timezone

from campaign.mail.enums import MailKind
from campaign.mail.wording.built_in import built_in
from campaign.mail.wording.markup import Value
from motions.models import Campaign

CLP_NAME, BRANCH_NAME = "Little Mickering", "Mill Lane"
TITLE = "A library within reach of every child"
ANSWER = """The secretary is not obliged to give you the address. **Try this:**

1. look at who sent you the notice of the last meeting;
2. ask your branch secretary."""


def made_up_context(campaign: Campaign | None, *, link: str) -> dict[str, Any]:
    """Return what the words of any mail may speak of, all of it invented but the campaign, where there is one.

    `link` is where its button leads, and the way out of our mail too, from the site's root.
    """
    today = timezone.localdate()
    meeting, clp = today + timedelta(days=7), SimpleNamespace(name=CLP_NAME)
    told = campaign or _campaign(today)
    return {
        "campaign": told,
        "conference": told.conference,
        "clp": clp,
        "name": "Alex",
        "greeting": "Hello Alex,",
        "site": settings.SITE_URL,
        "link": settings.SITE_URL + link,
        "stop": settings.SITE_URL + link,
        "stop_words": f"Stop our reminders about {CLP_NAME} CLP, or everything",
        "submission": _submission(today, meeting, clp),
        "was_on": None,
        "is_early": False,
        "asks_after": 1,
        "is_safe": True,
        "last_safe_day": meeting,
        "met": SimpleNamespace(called="Sam", activist=SimpleNamespace(email="sam@example.org")),
        "wish": _wish(meeting),
        "is_speaker": True,
        "confirm_days": 14,
        "asked_on": today - timedelta(days=1),
        "answer": ANSWER,
        "question": "Where do I find the secretary’s address?",
        "goes_on": today + timedelta(days=30),
        "progress": {"clps": 650, "carried": 41, "sent": 28},
        "champion": SimpleNamespace(clp=clp, name="Alex", version=SimpleNamespace(number=1)),
        **_text(),
        **_morning(clp),
        **_held_up(meeting),
        **_usually(),
    }


def examples_of(kind: MailKind, campaign: Campaign | None) -> dict[str, Value]:
    """Return what each field of a mail says in made-up data."""
    own = built_in(kind)
    return own.filled(set(own.fields), made_up_context(campaign, link="/"))


def _campaign(today: date) -> SimpleNamespace:
    starts_on = today + timedelta(days=120)
    deadline = timezone.make_aware(datetime.combine(starts_on - timedelta(days=10), time(17)))
    conference = SimpleNamespace(
        name=f"Annual Conference {starts_on:%Y}",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=3),
        motions_open_on=None,
        deadline=deadline,
        title_word_limit=10,
        text_word_limit=250,
    )
    return SimpleNamespace(name="A library in reach", group="", email="motions@example.org", conference=conference)


def _submission(today: date, meeting: date, clp: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(
        clp=clp,
        branch=SimpleNamespace(name=BRANCH_NAME),
        body_name=f"{CLP_NAME} CLP",
        meeting_on=meeting,
        meeting_time=time(19, 30),
        sent_on=today,
        has_met=False,
        lacks_words=False,
        lacks_consent=False,
        state="awaiting-outcome",
        follows=SimpleNamespace(body_name=f"{BRANCH_NAME} branch"),
        version=SimpleNamespace(number=1, title=TITLE),
    )


def _wish(meeting: date) -> SimpleNamespace:
    clp = SimpleNamespace(name=CLP_NAME, region="Wales")
    return SimpleNamespace(on=meeting, way_in_words="in person", clp=clp)


def _text() -> dict[str, Any]:
    """Return what mails say of the motion's text."""
    return {
        "title": TITLE,
        "for_conference": True,
        "version": SimpleNamespace(number=2, title=TITLE, note="The last sentence is shorter."),
        "text": "",
        "over_limit": SimpleNamespace(figures="261 words", remark="eleven over the limit of 250"),
    }


def _usually() -> dict[str, Any]:
    """Return how most CLPs meet, and what is so until motions close."""
    return {"late": "", "is_closed": False, "meets": "general-committee", "is_committee": False, "has_ballot": True}


def _held_up(meeting: date) -> dict[str, Any]:
    """Return what mails say of meetings that are suspended, a deadline that moves, or a conference called off."""
    ends_on = meeting + timedelta(days=5)
    cannot_be = f"Its meeting on {meeting:%A %-d %B} cannot be held. Take it out of your calendar."
    return {
        "is_over": False,
        "begins_on": meeting - timedelta(days=5),
        "until": f"until {ends_on:%A %-d %B %Y}",
        "where": "Wales",
        "places": [("Wales", "")],
        "reason": "national mourning",
        "told_before": False,
        "lines": [SimpleNamespace(about=f"{CLP_NAME} CLP", words=cannot_be)],
        "was": "5pm on Thursday 16 September 2027",
        "deadline": "noon on Monday 20 September 2027",
        "is_later": True,
        "is_off": True,
    }


def _morning(clp: SimpleNamespace) -> dict[str, Any]:
    item = SimpleNamespace(
        clp=clp,
        words="The meeting was four days ago, and nobody has told us how it went.",
        kind=SimpleNamespace(next_action="Call whoever reported it"),
    )
    return {"number": 1, "today": 1, "regions": [("Wales", [item])], "more": 0}
