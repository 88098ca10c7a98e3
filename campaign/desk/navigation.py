"""How people find their way on the desk: nine sections, each with its pages, its lists and what can be done there.

To add a page to the menu, add a `Link` to the section where somebody would look for it. Whoever may not open it is not
shown it; a section of which somebody may open nothing is not shown at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from campaign.desk.menu_entries import OWNERS, WORK_AT_DESK, Link, Section

_THINGS = Link(
    name="Several at once",
    hint="Assign, snooze or finish several things.",
    page="desk-several",
    args=("things",),
    right=WORK_AT_DESK,
    is_act=True,
)
SECTIONS: tuple[Section, ...] = (
    Section(
        slug="today",
        name="Today",
        hint="How far it is, and what to do next.",
        page="index",
        also=("desk-mark", "desk-weekly*"),
        links=(_THINGS,),
    ),
    Section(
        slug="clps",
        name="CLPs",
        hint="Every CLP: how far it has come, what was reported, and who takes motions there.",
        also=("desk-clp*", "desk-search", "desk-region", "desk-import-*"),
        links=(
            Link(
                name="Tags and owners of several",
                hint="A word on several CLPs, or who looks after them.",
                page="desk-several",
                args=("clps",),
                right=WORK_AT_DESK,
                is_act=True,
            ),
            Link(name="Regions", hint="Who looks after each, and its target.", page="desk-regions"),
            Link(name="Meetings", hint="What is on when, and your calendar’s address.", page="desk-calendar"),
            Link(
                name="Bring in a spreadsheet",
                hint="Past results or secretaries, with a preview.",
                page="desk-imports",
                right=WORK_AT_DESK,
                is_act=True,
            ),
            Link(
                name="Where each CLP stands",
                hint="Its stage, since when, and whether checked.",
                model="motions.standing",
            ),
            Link(name="Reports", hint="What people told us that they sent.", model="motions.submission"),
            Link(
                name="Reports to confirm",
                hint="Whose address nobody has confirmed yet.",
                model="motions.submission",
                query={"state__exact": "awaiting-confirmation"},
            ),
            Link(name="Votes", hint="What meetings did, with corrections.", model="motions.vote"),
            Link(name="Secretaries", hint="Who takes motions, and how we know.", model="clps.secretary"),
            Link(name="The list of CLPs", hint="Names, regions and how they meet.", model="clps.clp"),
            Link(name="Branches", hint="The parts of CLPs that meet by themselves.", model="clps.branch"),
        ),
    ),
    Section(
        slug="people",
        name="People",
        hint="Members who take part, and who works here with you.",
        also=("desk-invitation", "desk-person-*", "accounts_consent_*", "desk-call", "desk-call-*", "desk-calls-*"),
        links=(
            Link(
                name="Whom to call",
                hint="Who can tell how it stands, what to say, and a button for each result.",
                page="desk-calls",
                right=WORK_AT_DESK,
                is_act=True,
            ),
            Link(
                name="Visiting speakers",
                hint="Who offers to speak, which CLP wants one, and asking them.",
                page="desk-speakers",
                right=WORK_AT_DESK,
                is_act=True,
            ),
            Link(
                name="Invite somebody to organise",
                hint="They choose their own password by mail.",
                page="desk-invite",
                right="accounts.add_user",
                is_act=True,
            ),
            Link(
                name="People for Action Network",
                hint="A file of those who agreed to be written to.",
                page="desk-action-network",
                right="accounts.export_user",
                is_act=True,
            ),
            Link(name="Everybody", hint="Who reported, asked, offered or organises.", model="accounts.user"),
            Link(name="Champions", hint="Members who said “I’ll do it”.", model="motions.champion"),
            Link(name="Introductions", hint="Champions who were put in touch.", model="motions.introduction"),
            Link(name="What people agreed to", hint="In the words that they were shown.", model="accounts.consent"),
        ),
    ),
    Section(
        slug="motions",
        name="Motions",
        hint="The texts that CLPs are asked to carry, and what to say for them.",
        also=("desk-text-*", "desk-text", "desk-motion-*"),
        links=(
            Link(
                name="Write and publish",
                hint="A draft, its preview, comparing versions, and who holds which.",
                page="desk-texts",
                is_act=True,
            ),
            Link(
                name="Several motions",
                hint="An emergency motion, or one for another conference; and how they add up.",
                page="desk-motions",
            ),
            Link(name="Motions", hint="The conference motion and model local ones.", model="motions.motion"),
            Link(
                name="Every version", hint="What was published when, and what changed.", model="motions.motionversion"
            ),
            Link(name="What speakers say", hint="Points for three minutes.", model="motions.speakernotes"),
        ),
    ),
    Section(
        slug="conference",
        name="Conference",
        hint="What CLPs sent, what the committee ruled, and the composites.",
        also=(
            "desk-composite*",
            "desk-rulings",
            "desk-ground-answers",
            "desk-dated-note*",
            "desk-clp-appeal*",
            "desk-committee-*",
            "desk-ballot*",
            "desk-delegat*",
            "desk-clp-delegat*",
            "desk-briefing",
            "desk-dates-*",
        ),
        links=(
            Link(
                name="Dates that change",
                hint="Suspend meetings, move the deadline, call conference off.",
                page="desk-dates",
            ),
            Link(name="Rulings and appeals", hint="Who is ruled out, why, and the papers.", page="desk-rulings"),
            Link(name="The committee’s list", hint="Theirs beside ours.", page="desk-committee-list"),
            Link(name="Priorities ballot", hint="Headings, and what is needed.", page="desk-ballot"),
            Link(name="Delegations", hint="Elected, briefed, present.", page="desk-delegations"),
            Link(
                name="What has happened",
                hint="Facts with their sources, for appeals.",
                page="desk-dated-notes",
                args=("new-matter",),
            ),
            Link(
                name="What the party did",
                hint="Year by year, for everybody to read.",
                page="desk-dated-notes",
                args=("party-did",),
            ),
            Link(name="Answers to grounds", hint="What every appeal says.", page="desk-ground-answers"),
            Link(
                name="Record for several at once",
                hint="What the committee or the ballot said.",
                page="desk-several",
                args=("entries",),
                right="motions.change_conferenceentry",
                is_act=True,
            ),
            Link(name="Composite rooms", hint="Every word of a draft, and who sent it.", page="desk-composites"),
            Link(name="Sent to conference", hint="Each CLP’s motion on its way.", model="motions.conferenceentry"),
            Link(
                name="Ruled out, no appeal yet",
                hint="To appeal, or to note.",
                model="motions.conferenceentry",
                query={"state__exact": "ruled-out"},
            ),
            Link(name="Composites", hint="Several CLPs’ motions made one.", model="motions.composite"),
            Link(name="Delegates", hint="Whom CLPs send.", model="motions.delegate"),
        ),
    ),
    Section(
        slug="affiliates",
        name="Affiliates",
        hint="Unions, socialist societies and campaign groups, and who offers to win them.",
        links=(
            Link(name="Unions, societies and groups", hint="How far each has come.", model="clps.affiliate"),
            Link(name="Offers of help", hint="Members who would win theirs.", model="motions.offer"),
        ),
    ),
    Section(
        slug="mail",
        name="Mail",
        hint="What is sent, what came back, and the switch that stops it all.",
        also=(
            "desk-letter",
            "desk-letter-*",
            "mail_preview*",
        ),
        links=(
            Link(
                name="Letters to groups",
                hint="By region, stage, text and role; to each name that you see.",
                page="desk-letters",
                right=WORK_AT_DESK,
                is_act=True,
            ),
            Link(
                name="What we send",
                hint="Each kind of mail, to read before it goes.",
                model="mail.remindersetting",
                is_counted=False,
            ),
            Link(name="Outbox", hint="Each mail, and what became of it.", model="mail.email"),
            Link(
                name="Failed or unknown",
                hint="For you to decide.",
                model="mail.email",
                query={"state__in": "failed,unknown"},
                is_counted=False,
            ),
            Link(
                name="Send a test mail to yourself",
                hint="Whether mail leaves, and if not, why.",
                page="desk-trial-mail",
                right="mail.change_email",
            ),
            Link(name="What will be sent", hint="To whom, why and when.", model="mail.reminder"),
            Link(name="Replies", hint="What people wrote back.", model="mail.inboundmail"),
            Link(name="Who wants no more", hint="What each asked us to stop.", model="mail.stop"),
            Link(name="Addresses that refuse mail", hint="They came back.", model="mail.suppression"),
            Link(name="Stop all mail", hint="And let it go again.", model="mail.mailpause", is_counted=False),
        ),
    ),
    Section(
        slug="advice",
        name="Advice",
        hint="What people asked, and the answers that help.",
        page="desk-advice",
        also=("desk-advice-question",),
        links=(
            Link(
                name="Questions",
                hint="Who asked what, and who waits.",
                page="desk-advice",
                right="motions.view_advicerequest",
            ),
            Link(name="Saved answers", hint="The help pages.", model="motions.savedanswer"),
        ),
    ),
    Section(
        slug="settings",
        name="Settings",
        hint="The campaign, its conference, and how the site is kept.",
        also=("desk-campaign-*", "desk-earlier", "desk-left-over"),
        links=(
            Link(name="Campaigns", hint="Name, words, target, and what the public sees.", model="motions.campaign"),
            Link(name="Conferences", hint="Dates, deadline and limits.", model="motions.conference"),
            Link(name="Regions", hint="Nations and regions.", model="clps.region"),
            Link(name="Constituencies", hint="With their GSS codes.", model="clps.constituency"),
            Link(name="How long things are kept", hint="And what has gone.", page="desk-keeping"),
            Link(name="Everything that happened", hint="In order, and only ever added to.", model="motions.event"),
            Link(name="API for other programs", hint="Tokens, and what is read.", page="desk-api", right=OWNERS),
            Link(name="Webhooks", hint="Whom we call when a CLP carries it.", page="desk-webhooks", right=OWNERS),
            Link(name="Who looked at what", hint="And who took files away.", page="desk-audit", right=OWNERS),
            Link(name="Errors", hint="What went wrong on the site.", model="errors.kepterror"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the menu as a page shows it."""

    name: str
    address: str
    is_here: bool


def menu(request: HttpRequest) -> Iterator[MenuEntry]:
    """Yield the entries for whoever asks; the first section that has the page is the one they are in."""
    page = (request.resolver_match.url_name or "") if request.resolver_match else ""
    args = tuple(map(str, request.resolver_match.kwargs.values())) if request.resolver_match else ()
    slug = str(request.resolver_match.kwargs.get("section", "")) if request.resolver_match else ""
    here = next((one for one in SECTIONS if one.slug == slug or one.has(page, args)), None)
    for section in SECTIONS:
        if section.is_open_to(request):
            yield MenuEntry(section.name, section.address, section is here)


def section_of_app(label: str) -> Section | None:
    """Return the section in which the models of an app are looked for."""
    slugs = {"accounts": "people", "clps": "clps", "motions": "motions", "mail": "mail", "errors": "settings"}
    return next((one for one in SECTIONS if one.slug == slugs.get(label)), None)
