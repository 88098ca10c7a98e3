"""The words of one kind of mail: read, edited, previewed, sent to oneself, and what they were before."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.forms import MADE_UP, REAL, WordingForm
from campaign.mail.models import Email, MailWording
from campaign.mail.outbox.stored_mail import framed
from campaign.mail.outbox.trial_mail import NotSent, hand_over
from campaign.mail.reminders.kinds import KINDS
from campaign.mail.reminders.previews import look_at
from campaign.mail.wording.actions import ChangedMeanwhile, change_wording, restore_built_in
from campaign.mail.wording.built_in import BuiltIn, Field, built_in
from campaign.mail.wording.catalogue import NEVER_LEFT_OUT
from campaign.mail.wording.faults import faults_of
from campaign.mail.wording.filling import Draft, draft_of, own_draft, words_now
from campaign.mail.wording.made_up import examples_of
from clps.lib.http import key_in
from motions.models import Campaign
from motions.texts.differences import Piece, differences

READ, CHANGE = "mail.view_mailwording", "mail.add_mailwording"
# Where the session keeps what was last previewed, so that a frame can show it.
KEPT_DRAFT = "mail-words"
ON_A_PAGE = 20
MEANWHILE = (
    "Somebody else changed these words while you were writing. Yours are still here. Look at theirs in the history; "
    "press again to put yours in their place."
)


def _asked_for(request: HttpRequest, kind: str) -> tuple[MailKind, User]:
    """Return which mail it is about and who asks; refuse whoever may not."""
    user = cast(User, request.user)
    if not user.has_perm(CHANGE if request.method == "POST" else READ):
        raise PermissionDenied
    if kind not in MailKind.values:
        raise Http404("There is no such mail.")
    return MailKind(kind), user


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Show the words with their fields and a preview; preview, send to oneself or keep what was typed."""
    asked, user = _asked_for(request, kind)
    current = MailWording.objects.current(asked)
    if request.method != "POST":
        return render(request, "admin/mail/words.html", _shown(request, asked, user, _begun(request, asked, current)))
    act = request.POST.get("act")
    if act == "built-in":
        return _go_back(request, asked, user)
    form = WordingForm(request.POST, kind=asked)
    if form.is_valid():
        if act == "test":
            _send_to_oneself(request, asked, user, form)
        elif act == "save" and (done := _save(request, asked, user, form)):
            return done
        request.session[KEPT_DRAFT] = [asked.value, form.draft.subject, form.draft.body, form.draft.button]
    return render(request, "admin/mail/words.html", _shown(request, asked, user, form))


def _begun(request: HttpRequest, kind: MailKind, current: MailWording | None) -> WordingForm:
    """Return the form as it begins: with the words of now, or with earlier ones to begin from."""
    row = current
    if number := key_in(request.GET.get("from", "")):
        row = get_object_or_404(MailWording, kind=kind, number=number)
    draft = draft_of(row) or own_draft(built_in(kind))
    on = request.GET.get("on") if request.GET.get("on") in (REAL, MADE_UP) else REAL
    after = current.number if current else 0
    values: dict[str, Any] = {**asdict(draft), "on": on, "after": after}
    # What a later release made wrong is named at once.
    return WordingForm(values, kind=kind) if faults_of(kind, draft) else WordingForm(initial=values, kind=kind)


def _draft_in(form: WordingForm) -> Draft | None:
    """Return what the form holds; None where anything is wrong with it."""
    if form.is_bound:
        return form.draft if form.is_valid() else None
    return Draft(*(form.initial[part] for part in ("subject", "body", "button")))


def _shown(request: HttpRequest, kind: MailKind, user: User, form: WordingForm) -> dict[str, Any]:
    """Return what the page shows."""
    own, campaign, draft = built_in(kind), Campaign.objects.current(), _draft_in(form)
    current = MailWording.objects.current(kind)
    on = form["on"].value() or REAL
    preview = look_at(kind, draft, campaign=campaign, viewer=user, made_up=on == MADE_UP) if draft else None
    examples = examples_of(kind, campaign)
    return {
        **admin.site.each_context(request),
        "title": f"Words: {kind.label}",
        "kind": kind,
        "rule": KINDS[kind],
        "form": form,
        "own": own,
        "current": current,
        "is_own": draft_of(current) is None,
        "goes_out": words_now(kind),
        "is_broken": draft_of(current) not in (None, words_now(kind)),
        "was_sent": request.method == "POST",
        "fields": [
            (field, examples[field.name].words.strip(), field.name in NEVER_LEFT_OUT) for field in _fields(own)
        ],
        "waiting": Email.objects.written().waiting().filter(kind=kind).count(),
        "preview": preview,
        "frame": f"?of={'draft' if form.is_bound else key_in(request.GET.get('from', '')) or 'now'}&on={on}",
        "may_change": user.has_perm(CHANGE),
    }


def _fields(own: BuiltIn) -> list[Field]:
    """Return the fields, single ones first and passages last."""
    return sorted(own.fields.values(), key=lambda field: field.is_passage)


@require_safe
def as_html(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the HTML of the preview, for the frame: as it looks where apps are light, or dark."""
    asked, user = _asked_for(request, kind)
    made_up = request.GET.get("on") == MADE_UP
    draft = _draft_for_frame(request, asked)
    seen = look_at(asked, draft, campaign=Campaign.objects.current(), viewer=user, made_up=made_up)
    # Which of the two it is depends on the browser; here both are to be seen beside each other.
    look, media = ("dark", "all") if request.GET.get("look") == "dark" else ("light", "not all")
    html = seen.html.replace("@media (prefers-color-scheme: dark)", f"@media {media}")
    return framed(request, html.replace("color-scheme: light dark", f"color-scheme: {look}"))


def _draft_for_frame(request: HttpRequest, kind: MailKind) -> Draft:
    """Return the words that the frame is of: those typed a moment ago, those of a number, or those of now."""
    of, kept = request.GET.get("of", ""), request.session.get(KEPT_DRAFT)
    if of == "draft" and kept and kept[0] == kind:
        return Draft(*kept[1:])
    row = MailWording.objects.filter(kind=kind, number=key_in(of)).first()
    draft = draft_of(row)
    return draft if draft and not faults_of(kind, draft) else own_draft(built_in(kind)) if row else words_now(kind)


def _save(request: HttpRequest, kind: MailKind, user: User, form: WordingForm) -> HttpResponse | None:
    """Keep what was typed; where somebody was quicker, say so in the form and return None."""
    try:
        row = change_wording(kind, form.draft, by=user, after=form.cleaned_data["after"])
    except ChangedMeanwhile:
        latest = MailWording.objects.current(kind)
        # With the newer number, so that a second press puts theirs in the other's place.
        form.data = {**request.POST.dict(), "after": latest.number if latest else 0}
        form.add_error(None, MEANWHILE)
        return None
    words = "Saved. What is written from now on has these words." if row else "Nothing was changed."
    messages.success(request, words)
    return redirect("admin:mail_words", kind)


def _go_back(request: HttpRequest, kind: MailKind, user: User) -> HttpResponse:
    """Give the mail our own words back."""
    current = MailWording.objects.current(kind)
    try:
        row = restore_built_in(kind, by=user, after=current.number if current else 0)
    except ChangedMeanwhile:
        messages.error(request, "Somebody else changed these words at this moment. Look at theirs first.")
    else:
        words = "The built-in words are back. Yours are in the history." if row else "Nothing was changed."
        messages.success(request, words)
    return redirect("admin:mail_words", kind)


def _send_to_oneself(request: HttpRequest, kind: MailKind, user: User, form: WordingForm) -> None:
    """Send the preview to whoever looks at it, at once and past the outbox; say what became of it."""
    made_up = form.cleaned_data["on"] == MADE_UP
    seen = look_at(kind, form.draft, campaign=Campaign.objects.current(), viewer=user, made_up=made_up)
    mail = EmailMultiAlternatives(f"Test: {seen.subject}", seen.text, seen.sender, [user.email])
    mail.attach_alternative(seen.html, "text/html")
    try:
        hand_over(mail)
    except NotSent as error:
        messages.error(request, f"No mail left. {error}")
    else:
        messages.success(request, f"Sent to {user.email}. No link in it works. Nothing is saved yet.")


@dataclass(frozen=True, slots=True)
class Earlier:
    """One wording of the history: what changed against the one before it, and against our own words."""

    row: MailWording
    since_before: Sequence[Piece]
    since_own: Sequence[Piece]
    is_current: bool


@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest, kind: str) -> HttpResponseBase:
    """List who changed the words and when, each beside what it changed; bring an earlier wording back."""
    asked, user = _asked_for(request, kind)
    if request.method == "POST":
        return _bring_back(request, asked, user)
    rows = MailWording.objects.filter(kind=asked).select_related("changed_by").order_by("-number")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": f"Earlier words: {asked.label}",
        "kind": asked,
        "page": page,
        "earlier": _told(asked, list(page)),
        "may_change": user.has_perm(CHANGE),
    }
    return render(request, "admin/mail/words_history.html", context)


def _told(kind: MailKind, rows: Sequence[MailWording]) -> list[Earlier]:
    """Return these wordings, the newest first, each compared."""
    if not rows:
        return []
    own = _as_text(own_draft(built_in(kind)), kind)
    before = MailWording.objects.filter(kind=kind, number=rows[-1].number - 1).first()
    texts = [_as_text(draft_of(row) or own_draft(built_in(kind)), kind) for row in (*rows, before)]
    latest = MailWording.objects.current(kind)
    return [
        Earlier(row, differences(texts[at + 1], texts[at]), differences(own, texts[at]), is_current=row == latest)
        for at, row in enumerate(rows)
    ]


def _as_text(draft: Draft, kind: MailKind) -> str:
    return f"Subject: {draft.subject}\nButton: {draft.button or built_in(kind).button}\n\n{draft.body}"


def _bring_back(request: HttpRequest, kind: MailKind, user: User) -> HttpResponse:
    """Make an earlier wording that of now; one that does not hold any more is put into the form with what is wrong."""
    row = MailWording.objects.filter(kind=kind, number=key_in(request.POST.get("number", ""))).first()
    if row is None:
        messages.error(request, "Choose one of these wordings.")
        return redirect("admin:mail_words_history", kind)
    draft, current = draft_of(row), MailWording.objects.current(kind)
    after = current.number if current else 0
    if draft and faults_of(kind, draft):
        messages.error(request, "These words do not hold any more. Put right what is marked, and save.")
        response = redirect("admin:mail_words", kind)
        response["Location"] += f"?from={row.number}"
        return response
    try:
        done = (
            change_wording(kind, draft, by=user, after=after)
            if draft
            else restore_built_in(kind, by=user, after=after)
        )
    except ChangedMeanwhile:
        messages.error(request, "Somebody else changed these words at this moment. Look at theirs first.")
    else:
        messages.success(request, f"Wording {row.number} is back." if done else "Nothing was changed.")
    return redirect("admin:mail_words_history", kind)
