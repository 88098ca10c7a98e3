"""Every page that anybody can open, by the name of its address, with something in it to look at.

A new address fails `tests/test_public_pages.py` until it stands here: with its addresses, or as no page, with why.
"""

from datetime import date, timedelta
from types import SimpleNamespace

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import Role
from campaign.mail.models import Email
from campaign.mail.outbox.preferences import new_link
from campaign.mail.outbox.tokens import token_of
from campaign.mail.reminders.planner import plan
from campaign.sign_in.actions import invite
from campaign.sign_in.models import AddressChange
from clps.lib.tokens import digest_of
from clps.models import Affiliate
from motions.actions.compositing import open_meeting, save_reading
from motions.actions.entries import move_entry, record_sent
from motions.actions.offers import Help, make_offer
from motions.actions.speaker_wishes import Wanted, note_speaker_wanted
from motions.actions.speakers import accept_asking, ask_speaker
from motions.actions.votes import Result, record_vote
from motions.enums import (
    ADOPTED,
    AffiliateLetterRoute,
    Body,
    DraftSide,
    LinkPurpose,
    MotionKind,
    Outcome,
    Purpose,
    RulingGround,
    Stage,
)
from motions.models import SpeakerNotes, Standing, SubmissionLink
from motions.sharing.embedding import Size
from motions.views.public_reports import SALT
from motions.workflow import EntryAct
from tests.factories import (
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    make_champion,
    make_speaker,
    make_submission,
    make_wish,
    open_another,
)
from tests.guards.routes import ROUTES
from tests.guards.table import EVERYBODY, guard_of

LONG_NAME = "Middlesbrough South and East Cleveland"
MANY_WORDS = "\n\n".join(" ".join(["Conference notes libraries."] * 30) for _ in range(4))


def make_pages(motion) -> SimpleNamespace:
    """Fill a site, so that each page has what it can have: reports in each state, long names, texts over the limit."""
    region = RegionFactory(name="Yorkshire and the Humber", position=1)
    numbers = iter(range(200))

    def clp():
        number = next(numbers)
        return CLPFactory(region=region, name=f"{LONG_NAME} {number}", hex_q=number % 26, hex_r=number // 26)

    for stage in [*Stage, *[Stage.ACCEPTED] * 111]:
        standing = {"stage": stage, "since": date(2027, 2, 1), "is_checked": True}
        Standing.objects.create(motion=motion, clp=clp(), **standing)
    pages = SimpleNamespace(motion=motion, clp=clp(), empty=clp())
    pages.other = open_another(motion)
    pages.local = MotionFactory(slug="local", campaign=motion.campaign, kind=MotionKind.LOCAL)
    SpeakerNotes.objects.create(motion=motion)
    _tell(pages, clp)
    _mint_links(pages)
    return pages


def _tell(pages, clp) -> None:
    """Report whatever can be reported, and vote on it however it can go."""
    today, motion = timezone.localdate(), pages.motion
    branch = {"body": Body.BRANCH, "branch_name": "Castle and Priory Wards"}
    pages.live = make_submission(motion, pages.clp, meeting_on=today + timedelta(days=20), **branch)
    pages.waiting = make_submission(motion, pages.clp, email="waiting@example.org", confirmed=False)
    pages.straight = make_submission(motion, clp())
    voted = {"held_on": today}
    conference, policy = Purpose.CONFERENCE, Purpose.POLICY
    amended = Result(outcome=Outcome.CARRIED_AS_AMENDED, amended_text=MANY_WORDS, **voted)
    told = {
        "branch_carried": (branch, amended),
        "carried": ({}, Result(outcome=Outcome.CARRIED, purpose=conference, **voted)),
        "policy": ({}, Result(outcome=Outcome.CARRIED, purpose=policy, **voted)),
        "amended": (
            {},
            Result(outcome=Outcome.CARRIED_AS_AMENDED, purpose=conference, amended_text=MANY_WORDS, **voted),
        ),
        **{
            f"voted_{outcome.value}": ({}, Result(outcome=outcome, words="In a word: no.", **voted))
            for outcome in Outcome
            if outcome not in ADOPTED
        },
    }
    for name, (sent_to, result) in told.items():
        submission = make_submission(motion, clp(), **sent_to)
        record_vote(submission, result, by=submission.activist)
        setattr(pages, name, submission)
    pages.ruled_out = make_submission(motion, clp())
    record_vote(pages.ruled_out, told["carried"][1], by=None)
    entry = record_sent(motion=motion, clp=pages.ruled_out.clp, sent_on=today, by=None, submission=pages.ruled_out)
    grounds = [RulingGround.values[0]]
    move_entry(entry, EntryAct.RULE_OUT, on=today, by=None, grounds=grounds, letter="Dear Secretary", reason="Late.")
    # Somebody else told the opposite.
    other = make_submission(motion, pages.carried.clp)
    record_vote(other, Result(outcome=Outcome.LOST, **voted), by=None)
    pages.disputed = other
    pages.receipts = [value for name, value in vars(pages).items() if name in {*told, "live", "disputed", "ruled_out"}]


def _mint_links_of_speakers(pages, organiser) -> None:
    """A speaker with an asking to answer and one answered, and a CLP that wants one; each unconfirmed too."""
    speaker, wish = make_speaker(pages.motion, [pages.clp.region]), make_wish(pages.motion, pages.clp)
    ask_speaker(wish, speaker, by=organiser)
    accept_asking(ask_speaker(make_wish(pages.motion, pages.empty), speaker, by=organiser))
    pages.speaker = SubmissionLink.objects.mint(speaker, LinkPurpose.SPEAKER)
    pages.speaker_wish = SubmissionLink.objects.mint(wish, LinkPurpose.SPEAKER_WISH)
    unconfirmed = make_speaker(pages.motion, [pages.clp.region], confirmed=False)
    pages.speaker_confirm = SubmissionLink.objects.mint(unconfirmed, LinkPurpose.SPEAKER)
    noted = Wanted(on=timezone.localdate() + timedelta(days=7))
    given = {"person": UserFactory(), "name": "Mel", "by": organiser}
    wanted = note_speaker_wanted(pages.motion, pages.clp, noted, **given)
    pages.speaker_wish_confirm = SubmissionLink.objects.mint(wanted, LinkPurpose.SPEAKER_WISH)


def _mint_links(pages) -> None:
    """Make a link of each kind."""
    manage = {one.pk: SubmissionLink.objects.mint(one, LinkPurpose.MANAGE) for one in pages.receipts}
    manage[pages.straight.pk] = SubmissionLink.objects.mint(pages.straight, LinkPurpose.MANAGE)
    pages.manage = lambda submission: manage[submission.pk]
    pages.confirm = SubmissionLink.objects.mint(pages.waiting, LinkPurpose.CONFIRM)
    champion = make_champion(pages.motion, pages.clp, may_introduce=True)
    make_champion(pages.motion, pages.clp, may_introduce=True)
    pages.champion = SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_MANAGE)
    unconfirmed = make_champion(pages.motion, pages.empty, confirmed=False)
    pages.champion_confirm = SubmissionLink.objects.mint(unconfirmed, LinkPurpose.CHAMPION_CONFIRM)
    union = Affiliate.objects.create(kind="union", name="Union of Librarians, Archivists and Allied Workers")
    offer = make_offer(pages.motion, Help(affiliate=union), name="Mel", email="mel@example.org", consent="I agree.")
    pages.offer = SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM)
    organiser = UserFactory(is_staff=True)
    _mint_links_of_speakers(pages, organiser)
    pages.meeting = open_meeting(pages.motion, subject_heading="Libraries", by=organiser)
    save_reading(pages.meeting, DraftSide.OURS, MANY_WORDS, after=0, by=organiser, why_others_words="Theirs.")
    plan(timezone.now())
    mail = new_link()
    email = Email.objects.filter(recipient=pages.live.activist).latest("pk")
    Email.objects.filter(pk=email.pk).update(stop_digest=mail.digest)
    pages.mail = token_of(mail.seed)
    pages.invitation = invite(
        email="invited@example.org", name="Ines", role=Role.ADMIN, regions=[], by=UserFactory(is_superuser=True)
    )[1]
    AddressChange.objects.create(
        person=organiser,
        new_email="new@example.org",
        old_digest=digest_of("old"),
        new_digest=digest_of("new"),
        until=timezone.now() + timedelta(days=1),
    )


def _at(route, *queries, **arguments):
    """Return what makes the addresses of one route: its arguments may be read off the pages, and queries follow."""

    def addresses(pages):
        filled = {name: value(pages) if callable(value) else value for name, value in arguments.items()}
        return [reverse(route, kwargs=filled) + query for query in queries or ("",)]

    return addresses


def _of_clp(route, *queries, clp="clp", **arguments):
    return _at(route, *queries, slug=lambda pages: getattr(pages, clp).slug, **arguments)


def _of_receipts(route, *names):
    """Return what makes the addresses of one page by the links of several reports; of all, where none is named."""

    def addresses(pages):
        receipts = [getattr(pages, name) for name in names] or pages.receipts
        return [reverse(route, args=[pages.manage(one)]) for one in receipts]

    return addresses


def _clp_pages(pages):
    shown = {standing.stage: standing.clp for standing in Standing.objects.select_related("clp")}
    other = reverse("motions:clp", args=[pages.clp.slug, pages.other.slug])
    return [other, *(clp.get_absolute_url() for clp in (pages.clp, pages.empty, *shown.values()))]


def _reported(pages):
    named = signing.dumps({"told": pages.waiting.reference.hex, "again": False}, salt=SALT)
    plain = reverse("motions:reported", args=[pages.clp.slug])
    return [plain, f"{plain}?of={named}", reverse("motions:reported", args=[pages.clp.slug, pages.local.slug])]


def _own_motion(route, **arguments):
    return _at(route, slug=lambda pages: pages.motion.slug, **arguments)


def _both_motions(route):
    def addresses(pages):
        return [reverse(route, args=[one.slug]) for one in (pages.motion, pages.local, pages.other)]

    return addresses


def _by(name):
    return lambda pages: getattr(pages, name)


ANSWERS = ("?meets=all-member", "?meets=general-committee&branch=Castle", "?meets=unknown")
AFFILIATE_ANSWERS = tuple(f"?affiliate=Union+of+Librarians&route={route}" for route in AffiliateLetterRoute.values)
LOCAL_ANSWERS = ("", "?meets=branch&branch=Castle", "?meets=clp")
PAGES = {
    "motions:home": _at("motions:home"),
    "motions:progress": _at("motions:progress"),
    "motions:embed-progress": _at("motions:embed-progress", *(f"?size={size}" for size in Size.values)),
    "motions:rules": _at("motions:rules"),
    "motions:share": _at("motions:share", "", "?size=small&theme=dark"),
    "motions:about": _at("motions:about"),
    "motions:privacy": _at("motions:privacy"),
    "motions:secretaries": _at("motions:secretaries"),
    "motions:clp": _clp_pages,
    "motions:send": lambda pages: [
        *_of_clp("motions:send", "", *ANSWERS)(pages),
        *_of_clp("motions:send", *LOCAL_ANSWERS, motion_slug=_by("local_slug"))(pages),
        *_of_clp("motions:send", *ANSWERS, motion_slug=_by("other_slug"))(pages),
    ],
    "motions:report": lambda pages: [
        *_of_clp("motions:report")(pages),
        *_of_clp("motions:report", motion_slug=_by("local_slug"))(pages),
    ],
    "motions:second": _of_clp("motions:second", clp="to_second"),
    "motions:voted": lambda pages: [
        *_of_clp("motions:voted")(pages),
        *_of_clp("motions:voted", motion_slug=_by("other_slug"))(pages),
    ],
    "motions:reported": _reported,
    "motions:champion-offer": _of_clp("motions:champion-offer"),
    "motions:champion-offered": _of_clp("motions:champion-offered"),
    "motions:composite-follow": _at("motions:composite-follow", key=lambda pages: pages.meeting.follow_key),
    "motions:champion-confirm": _at("motions:champion-confirm", token=_by("champion_confirm")),
    **{
        f"motions:champion-{name}": _at(f"motions:champion-{name}", *queries, token=_by("champion"))
        for name, queries in (
            ("manage", ()),
            ("send", ("", *ANSWERS)),
            ("report", ()),
            ("text", ()),
            ("introduction", ()),
            ("withdraw", ()),
        )
    },
    "motions:link-lost": _at("motions:link-lost"),
    "motions:link-asked": _at("motions:link-asked"),
    "motions:link-ended": _at("motions:link-ended"),
    "motions:link-end": _of_receipts("motions:link-end", "live"),
    "motions:report-confirm": _at("motions:report-confirm", token=_by("confirm")),
    "motions:report-manage": _of_receipts("motions:report-manage"),
    "motions:report-change": _of_receipts("motions:report-change", "live"),
    "motions:report-withdraw": _of_receipts("motions:report-withdraw", "live"),
    "motions:report-outcome": _of_receipts("motions:report-outcome", "live", "amended"),
    "motions:report-telephone": _of_receipts("motions:report-telephone", "live"),
    "motions:report-appeal": _of_receipts("motions:report-appeal", "ruled_out"),
    "motions:report-branch": lambda pages: [
        reverse("motions:report-branch", args=[pages.manage(pages.straight)]) + query
        for query in ("", "?branch=Castle")
    ],
    "motions:report-onward": _of_receipts("motions:report-onward", "branch_carried", "policy"),
    "motions:report-sent": _of_receipts("motions:report-sent", "amended"),
    "motions:report-ask": _of_receipts("motions:report-ask", "live"),
    "motions:report-asked": _of_receipts("motions:report-asked", "live"),
    "motions:help": _at("motions:help"),
    "motions:ask": _at("motions:ask"),
    "motions:asked": _at("motions:asked"),
    "motions:affiliates": _at("motions:affiliates"),
    "motions:affiliate-letter": lambda pages: [
        *_at("motions:affiliate-letter", "", *AFFILIATE_ANSWERS)(pages),
        *_at("motions:affiliate-letter", motion_slug=_by("local_slug"))(pages),
    ],
    "motions:offered": _at("motions:offered"),
    "motions:offer-confirm": _at("motions:offer-confirm", token=_by("offer")),
    "motions:speakers": _at("motions:speakers"),
    "motions:speaker-look": _at("motions:speaker-look"),
    "motions:speaker-want": lambda pages: [
        *_of_clp("motions:speaker-want")(pages),
        *_of_clp("motions:speaker-want", motion_slug=_by("other_slug"))(pages),
    ],
    "motions:speaker-own": lambda pages: [
        reverse("motions:speaker-own", args=[token]) for token in (pages.speaker, pages.speaker_confirm)
    ],
    "motions:speaker-wish": lambda pages: [
        reverse("motions:speaker-wish", args=[token]) for token in (pages.speaker_wish, pages.speaker_wish_confirm)
    ],
    "motions:report-wants-speaker": _of_receipts("motions:report-wants-speaker", "live"),
    "motions:motion-list": _at("motions:motion-list"),
    "motions:motion": _both_motions("motions:motion"),
    "motions:motion-speaking": _own_motion("motions:motion-speaking"),
    "motions:motion-afterwards": _own_motion("motions:motion-afterwards"),
    "motions:motion-progress": _at("motions:motion-progress", slug=_by("other_slug")),
    "motions:motion-print": _own_motion("motions:motion-print"),
    "motions:version": _own_motion("motions:version", number=1),
    "clps:find": _at("clps:find", "", "?q=Middles", "?q=nowhere+at+all"),
    "clps:list": _at("clps:list"),
    "mail:preferences": _at("mail:preferences", token=_by("mail")),
    "mail:links-ended": _at("mail:links-ended"),
    "about-you": _at("about-you", token=_by("mail")),
    "about-you-tried": _at("about-you-tried", token=_by("mail")),
    "about-you-asked": _at("about-you-asked"),
    "about-you-handed-on": _at("about-you-handed-on"),
    "about-you-removed": _at("about-you-removed"),
    "account_login": _at("account_login"),
    "account_request_login_code": _at("account_request_login_code"),
    "account_reset_password": _at("account_reset_password"),
    "account_reset_password_done": _at("account_reset_password_done"),
    "account_reset_password_from_key": _at("account_reset_password_from_key", uidb36="1", key="nothing"),
    "account_reset_password_from_key_done": _at("account_reset_password_from_key_done"),
    "invitation": _at("invitation", token=_by("invitation")),
    "address_confirm": _at("address_confirm", token="new"),
}
NOT_PAGES = {
    "motions:progress-json": "data",
    "motions:motion-progress-json": "data",
    "motions:motion-progress-csv": "a file",
    "motions:motion-progress-atom": "a feed",
    "motions:progress-csv": "a file",
    "motions:progress-atom": "a feed",
    "motions:composite-follow-lines": "data",
    "motions:picture": "a picture",
    "motions:picture-shown": "a picture",
    "motions:clp-picture": "a picture",
    "motions:clp-picture-shown": "a picture",
    "motions:report-calendar": "a file",
    "motions:report-appeal-docx": "a file",
    "motions:report-appeal-pdf": "a file",
    "motions:motion-text": "a file",
    "motions:motion-docx": "a file",
    "motions:motion-pdf": "a file",
    "motions:report-answered": "leads back to the receipt",
    "motions:report-following": "leads on to another receipt",
    "motions:report-speaker": "leads back to the receipt",
    "clps:suggest": "a part of a page",
    "organiser-meetings": "a file",
    "account_confirm_login_code": "leads to signing in, where no code is on its way",
    "account_logout": "leads home, where nobody is signed in",
    "mfa_login_webauthn": "data for the browser",
    "admin:login": "leads to signing in",
    "admin:logout": "leads home",
}


def public_routes() -> set[str]:
    """Return the name of every address that anybody may open, by the table of guards; what the API gives is data."""
    names = {(route.name, route.model) for route in ROUTES if not route.name.startswith("api:")}
    return {name for name, model in names if (guard := guard_of(name, model)) and guard.look == EVERYBODY}


def addresses_of(pages) -> dict[str, str]:
    """Return every public page: its address, with the name of its route."""
    pages.local_slug, pages.other_slug = pages.local.slug, pages.other.slug
    pages.to_second = pages.straight.clp
    return {address: name for name, make in PAGES.items() for address in make(pages)}
