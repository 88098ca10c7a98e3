"""The desk's pages. The site puts each behind its sign-in; who may do what there, each page asks itself."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponseBase

from campaign.api import owner_views
from campaign.desk import audit, speakers
from campaign.desk.advice import views as advice
from campaign.desk.bulk import views as bulk
from campaign.desk.calls import views as calls
from campaign.desk.compositing import draft_views, table_views
from campaign.desk.conference import ballot_views, delegate_views, list_views, notes_views, rulings_views
from campaign.desk.dates import views as dates_views
from campaign.desk.exports import views as exports
from campaign.desk.front import search
from campaign.desk.front import views as front
from campaign.desk.importing import views as imports
from campaign.desk.letters import views as letters
from campaign.desk.privacy import views as privacy
from campaign.desk.story import views as story
from campaign.desk.texts import views as texts
from campaign.sign_in.views import invitations


@dataclass(frozen=True, slots=True)
class Page:
    """One page below /admin/: its address, its view and its name in the `admin` namespace."""

    address: str
    view: Callable[..., HttpResponseBase]
    name: str


PAGES: tuple[Page, ...] = (
    Page("attention/mark/", front.mark, "desk-mark"),
    Page("advice/", advice.inbox, "desk-advice"),
    Page("advice/<uuid:reference>/", advice.question, "desk-advice-question"),
    Page("calls/", calls.calls, "desk-calls"),
    Page("calls/take-away/", calls.take_away, "desk-calls-take-away"),
    Page("calls/<slug:slug>/<int:pk>/", calls.card, "desk-call"),
    Page("calls/<slug:slug>/<int:pk>/speaker/", speakers.wanted, "desk-call-speaker"),
    Page("speakers/", speakers.speakers, "desk-speakers"),
    Page("letters/", letters.letters, "desk-letters"),
    Page("letters/new/", letters.edit, "desk-letter-new"),
    Page("letters/<int:pk>/", letters.letter, "desk-letter"),
    Page("letters/<int:pk>/people/", letters.people, "desk-letter-people"),
    Page("letters/<int:pk>/change/", letters.edit, "desk-letter-edit"),
    Page("week/", exports.weekly, "desk-weekly"),
    Page("week/week.docx", exports.weekly_docx, "desk-weekly-docx"),
    Page("api/", owner_views.tokens, "desk-api"),
    Page("webhooks/", owner_views.webhooks, "desk-webhooks"),
    Page("search/", search.search, "desk-search"),
    Page("section/<slug:section>/", front.section, "desk-section"),
    Page("people/invite/", invitations.people, "desk-invite"),
    Page("people/invitations/<int:pk>/", invitations.resend_or_revoke, "desk-invitation"),
    Page("people/<int:pk>/remove/", privacy.remove, "desk-person-remove"),
    Page("campaigns/<int:pk>/desk/", front.earlier, "desk-earlier"),
    Page("campaigns/<int:pk>/close/", privacy.close, "desk-campaign-close"),
    Page("audit/", audit.audit, "desk-audit"),
    Page("mail/try/", front.trial_mail, "desk-trial-mail"),
    Page("dates/", dates_views.dates, "desk-dates"),
    Page("dates/deadline/", dates_views.deadline, "desk-dates-deadline"),
    Page("dates/conference/", dates_views.conference, "desk-dates-conference"),
    Page("dates/suspend/", dates_views.suspend, "desk-dates-suspend"),
    Page("dates/suspensions/<int:pk>/", dates_views.suspend, "desk-dates-suspension"),
    Page("keeping/", privacy.keeping, "desk-keeping"),
    Page("keeping/left-over/<int:pk>/", privacy.left_over, "desk-left-over"),
    Page("clps/<slug:slug>/story/", story.story, "desk-clp"),
    Page("clps/<slug:slug>/story/conflict/", story.conflict, "desk-clp-conflict"),
    Page("clps/<slug:slug>/story/rules/", story.rules, "desk-clp-rules"),
    Page("clps/<slug:slug>/story/rules/<int:branch>/", story.rules, "desk-clp-branch-rules"),
    Page("clps/<slug:slug>/story/<slug:act>/", story.act, "desk-clp-act"),
    Page("clps/<slug:slug>/story/<slug:act>/<int:pk>/", story.act, "desk-clp-report"),
    Page("clps/<slug:slug>/appeal/", rulings_views.appeal, "desk-clp-appeal"),
    Page("clps/<slug:slug>/appeal.<slug:ending>", rulings_views.appeal_file, "desk-clp-appeal-file"),
    Page("rulings/", rulings_views.rulings, "desk-rulings"),
    Page("rulings/answers/", rulings_views.ground_answers, "desk-ground-answers"),
    Page("clps/<slug:slug>/delegation.pdf", ballot_views.sheet, "desk-clp-delegation"),
    Page("ballot/", ballot_views.ballot, "desk-ballot"),
    Page("ballot/sheets.pdf", ballot_views.sheets, "desk-ballot-sheets"),
    Page("delegations/", ballot_views.delegations, "desk-delegations"),
    Page("delegations/step/", ballot_views.delegate_step, "desk-delegate-step"),
    Page("delegations/<slug:slug>/", delegate_views.delegates, "desk-clp-delegates"),
    Page("delegations/<slug:slug>/<int:pk>/", delegate_views.delegate, "desk-clp-delegate"),
    Page("delegations/briefing.pdf", ballot_views.briefing, "desk-briefing"),
    Page("committee-list/", list_views.committee_list, "desk-committee-list"),
    Page("committee-list/record/", list_views.record, "desk-committee-record"),
    Page("committee-list/place/", list_views.place, "desk-committee-place"),
    Page("happened/<slug:kind>/", notes_views.notes, "desk-dated-notes"),
    Page("happened/<slug:kind>/<int:pk>/", notes_views.note, "desk-dated-note"),
    Page("calendar/", exports.calendar, "desk-calendar"),
    Page("progress.<slug:kind>", exports.progress, "desk-progress"),
    Page("action-network/", exports.action_network, "desk-action-network"),
    Page("composites/", table_views.rooms, "desk-composites"),
    Page("composites/<int:pk>/", table_views.table, "desk-composite"),
    Page("composites/<int:pk>/take-away/", table_views.take_away, "desk-composite-take-away"),
    Page("composites/<int:pk>/side-by-side/", table_views.demands, "desk-composite-demands"),
    Page("composites/<int:pk>/check/", draft_views.check, "desk-composite-check"),
    Page("composites/<int:pk>/agreed/", draft_views.agreed, "desk-composite-agreed"),
    Page("composites/<int:pk>/record/", draft_views.record, "desk-composite-record"),
    Page("composites/<int:pk>/screen/", draft_views.screen, "desk-composite-screen"),
    Page("composites/<int:pk>/screen.json", draft_views.screen_lines, "desk-composite-lines"),
    Page("composites/<int:pk>/new-address/", draft_views.new_address, "desk-composite-new-address"),
    Page("composites/<int:pk>/draft/<slug:side>/", draft_views.draft, "desk-composite-draft"),
    Page("composites/<int:pk>/draft/<slug:side>/<int:number>/", draft_views.reading, "desk-composite-reading"),
    Page("several/<slug:sort>/", bulk.several, "desk-several"),
    Page("several/undo/<int:pk>/", bulk.undo, "desk-several-undo"),
    Page("regions/", bulk.regions, "desk-regions"),
    Page("regions/<slug:slug>/", bulk.region, "desk-region"),
    Page("several-motions/", texts.several, "desk-motions"),
    Page("several-motions/open/<slug:sort>/", texts.open_another, "desk-motion-open"),
    Page("several-motions/<int:pk>/end/", texts.end, "desk-motion-end"),
    Page("texts/", texts.texts, "desk-texts"),
    Page("texts/<int:pk>/", texts.text, "desk-text"),
    Page("texts/<int:pk>/preview/<slug:look>/", texts.preview, "desk-text-preview"),
    Page("texts/<int:pk>/compare/", texts.compare, "desk-text-compare"),
    Page("texts/<int:pk>/publish/", texts.publish, "desk-text-publish"),
    Page("import/", imports.choose, "desk-imports"),
    Page("import/<slug:kind>/", imports.upload, "desk-import"),
    Page("import/<int:pk>/take-back/", imports.take_back, "desk-import-take-back"),
    Page("import/<slug:kind>/columns/", imports.columns, "desk-import-columns"),
    Page("import/<slug:kind>/answer/", imports.answer, "desk-import-answer"),
    Page("import/<slug:kind>/apply/", imports.apply, "desk-import-apply"),
    Page("import/<slug:kind>/rest.csv", imports.wrong_lines_file, "desk-import-rest"),
    Page("import/<slug:kind>/blank.csv", imports.blank, "desk-import-blank-csv"),
    Page("import/<slug:kind>/blank.xlsx", imports.blank, "desk-import-blank-xlsx"),
)
