"""The pages of letters to groups: the list, writing one, and looking, trying, sending and calling off."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import may_work_at_desk, regions_of, who_asks
from campaign.accounts.rules import EXPORT_PEOPLE
from campaign.desk.chosen import chosen_motion, needed_motion
from campaign.desk.letters.audience import Audience, Group, read_group
from campaign.desk.letters.forms import GroupLetterForm, SendLetterForm, letter_fields
from campaign.mail.enums import LetterState, MailKind
from campaign.mail.group_letters import answers_to_letter, call_off, read_results, send_letter, write_letter
from campaign.mail.models import Email, GroupLetter
from campaign.mail.outbox.compose import as_parts
from campaign.mail.outbox.contexts import context_of
from campaign.mail.outbox.trial_mail import NotSent, hand_over
from campaign.mail.reminders.settings import is_switched_off
from campaign.mail.wording.filling import Draft, fill
from clps.lib.audit import note_export
from clps.lib.spreadsheets import Column, Table, as_csv
from motions.act_pages import acted

MOST_NAMED = 2_000
PEOPLE_COLUMNS: tuple[Column, ...] = (
    ("Region", "clp.region"),
    ("CLP", "clp.name"),
    ("Name", "name"),
    ("Email address", "email"),
    ("Role", "role.label"),
)


@require_safe
@never_cache
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that this organiser may see, the newest first."""
    user = who_asks(request, may_work_at_desk)
    return _render(request, "letters", {"letters": _seen_by(user)[:100], "motion": chosen_motion(request.GET)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """Write a letter, or change one that is not sent."""
    user = who_asks(request, may_work_at_desk)
    letter = get_object_or_404(_seen_by(user), pk=pk) if pk else None
    # What a letter is about is settled when it is begun: who reads it, and what its mail names, hang on it.
    motion = letter.motion if letter else needed_motion(request.GET)
    if letter and letter.state != LetterState.DRAFT:
        return redirect("admin:desk-letter", letter.pk)
    form = GroupLetterForm(request.POST if request.method == "POST" else None, motion=motion, user=user, letter=letter)
    if saved := acted(request, form, lambda: write_letter(letter, motion=motion, by=user, **form.letter())):
        return redirect("admin:desk-letter", saved.result.pk)
    shown = {"form": form, "letter": letter, "motion": motion, "fields": letter_fields()}
    return _render(request, "edit", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One letter: as it reads, to whom it goes and who is left out; try it, send it, call it off; its results."""
    user = who_asks(request, may_work_at_desk)
    found = get_object_or_404(_seen_by(user), pk=pk)
    # Read anew at each press: whoever stopped mail since the page was shown is out, and the number is another.
    group = read_group(found.motion, Audience.of(found.audience), user) if _is_draft(found) else None
    act = request.POST.get("act") if request.method == "POST" else None
    form = SendLetterForm(request.POST if act == "send" else None, expected=group.number if group else 0)
    if act == "test":
        _try(request, found, group, user)
        return redirect("admin:desk-letter", pk)
    if act == "call-off":
        called_off = call_off(found, by=user)
        messages.info(request, "Called off: it goes to nobody more." if called_off else "It was not on its way.")
        return redirect("admin:desk-letter", pk)
    # A letter that is on its way can be changed no more, so one that would reach nobody does not start.
    if act == "send" and is_switched_off(found.motion.campaign, MailKind.GROUP_LETTER):
        form.add_error(None, "Letters to groups are switched off, so it would reach nobody.")
    elif act == "send" and group:
        addressees = group.addressees()
        if sent := acted(request, form, lambda: send_letter(found, addressees, at=form.send_at(), by=user)):
            number = sent.result
            messages.success(request, f"On its way to {number} {'person' if number == 1 else 'people'}.")
            return redirect("admin:desk-letter", pk)
    return _show(request, found, group, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def people(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the people whom a letter is for as a file; by POST alone, because that is written down."""
    user = who_asks(request, may_work_at_desk)
    if not user.has_perm(EXPORT_PEOPLE):
        raise PermissionDenied
    found = get_object_or_404(_seen_by(user), pk=pk)
    group = read_group(found.motion, Audience.of(found.audience), user)
    if request.method == "POST":
        note_export(user, file="people of a letter to a group, csv", rows=group.number)
        return as_csv(f"people-{timezone.localdate()}", Table(PEOPLE_COLUMNS, group.people))
    return _render(request, "people", {"letter": found, "group": group})


def _show(request: HttpRequest, found: GroupLetter, group: Group | None, form: SendLetterForm) -> HttpResponse:
    user = who_asks(request, may_work_at_desk)
    shown = {
        "letter": found,
        "group": group,
        "people": group.people[:MOST_NAMED] if group else [],
        "form": form,
        "preview": _preview(found, group, user),
        "is_switched_off": is_switched_off(found.motion.campaign, MailKind.GROUP_LETTER),
        "results": read_results(found) if group is None else None,
        "answers": answers_to_letter(found)[:50],
        "may_take_away": user.has_perm(EXPORT_PEOPLE),
        "may_read_answers": user.has_perm("mail.view_inboundmail"),
    }
    return _render(request, "letter", shown, status=422 if form.errors else 200)


def _try(request: HttpRequest, found: GroupLetter, group: Group | None, user: User) -> None:
    """Send the letter as it reads to whoever writes it, at once and past the outbox; say what became of it."""
    seen = _preview(found, group, user)
    mail = EmailMultiAlternatives(f"Test: {seen['subject']}", seen["text"], seen["sender"], [user.email])
    mail.attach_alternative(seen["html"], "text/html")
    try:
        hand_over(mail)
    except NotSent as error:
        messages.error(request, f"No mail left. {error}")
    else:
        messages.success(request, f"Sent to {user.email}. No link in it works, and nobody else has it.")


def _preview(letter: GroupLetter, group: Group | None, user: User) -> dict[str, str]:
    """Return the letter as its first reader would have it; nothing is stored, and no link in it works."""
    first = group.people[0] if group and group.people else None
    known = User.objects.filter(pk=first.person or 0).first() if first else user
    # Secretaries and delegates become people only when a letter is sent.
    reader = known or User(name=first.name if first else "", email=first.email if first else "")
    campaign = letter.motion.campaign
    mail = Email(kind=MailKind.GROUP_LETTER, campaign=campaign, clp_id=first.clp.pk if first else None)
    # Stand-ins: links that act for a reader belong in their own mail alone.
    context = context_of(mail, reader, link=reverse("motions:progress"), stop="/")
    words = fill(MailKind.GROUP_LETTER, Draft(letter.subject, letter.body), context)
    text, html = as_parts(words, {**context, "headline": words.subject})
    return {"subject": words.subject, "text": text, "html": html, "sender": f"{campaign.name} <{campaign.email}>"}


def _is_draft(letter: GroupLetter) -> bool:
    return letter.state == LetterState.DRAFT


def _seen_by(user: User) -> QuerySet[GroupLetter]:
    """Return an organiser's own letters; all of them for those who look after everything."""
    named = ("motion__current_version", "motion__campaign__conference")
    rows = GroupLetter.objects.select_related("made_by", *named)
    return rows if regions_of(user) is None else rows.filter(made_by=user)


def _render(request: HttpRequest, name: str, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": "Letters to groups", **shown}
    return render(request, f"admin/desk/letters/{name}.html", context, status=status)
