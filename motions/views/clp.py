"""One CLP's page, and the email to its secretary."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clps.enums import MeetingStructure
from clps.lib.guards import public_form
from clps.models import CLP
from motions.bodies import rules_in_force, with_rules
from motions.enums import Body, PublicView, Route, Stage
from motions.forms.letters import LetterForm, LocalMeetsForm, MeetsForm
from motions.letters import Letter, Sender, report_address, signed, write_letter, write_second_vote_letter
from motions.models import Campaign, Motion, MotionVersion, SavedAnswer
from motions.next_steps import next_step, stuck_at
from motions.progress.conference import floor_words
from motions.progress.deadline import read_deadline
from motions.progress.page_cache import send_kept
from motions.progress.standings import PublicStanding, public_standing, public_standings_in
from motions.public_record import public_facts, public_steps
from motions.queries import (
    conference_entry,
    current_conference_motion,
    learned_structure,
    local_motions,
    motions_running,
    other_motions_running,
    others_running_with,
)
from motions.sharing.cards import clp_card, words_to_pass_on
from motions.stages import TO_BE_SECONDED, outcome_behind
from motions.suspensions import held_up_words, read_suspensions, suspension_of
from motions.variants import offered_texts, text_taken

# Where something was sent, so that it can be said which text.
SAID = frozenset(Stage) - {Stage.NOT_STARTED, Stage.CHAMPION_FOUND}
# Not a way to a CLP, but back to one.
SECOND_VOTE = "second-vote"


def clps() -> QuerySet[CLP]:
    """Return CLPs with what their pages show."""
    return with_rules(CLP.objects.select_related("region"))


def motion_with_text(slug: str = "") -> Motion:
    """Return a motion that people can take to their CLP; raise Http404 while there is none.

    `slug` names one of the campaign's model local motions, or another motion for conference; without it, it is
    the first.
    """
    if slug:
        motion = local_motions().filter(slug=slug).first() or other_motions_running().filter(slug=slug).first()
    else:
        motion = current_conference_motion()
    if motion is None or motion.current_version is None:
        raise Http404("There is no motion to take to a CLP yet.")
    motion.current_version.motion = motion
    return motion


def conference_motion_with_text(slug: str = "") -> Motion:
    """Return a conference motion that people can take to their CLP, as `motion_with_text` does."""
    motion = motion_with_text(slug)
    if not motion.for_conference:
        raise Http404("That is a model local motion.")
    return motion


def page_of(name: str, clp: CLP, motion: Motion) -> str:
    """Return the address of a page about taking a motion to a CLP: "send", "report" or "reported".

    The motion that the site shows first needs no name there; any other has its own.
    """
    is_first = motion.for_conference and not motion.is_other
    return reverse(f"motions:{name}", args=[clp.slug] if is_first else [clp.slug, motion.slug])


def pages_of(clp: CLP, motion: Motion) -> dict[str, str]:
    """Return the addresses of what can be done about a conference motion in a CLP, as its templates name them."""
    names = {
        "clp": "clp",
        "offer": "champion-offer",
        "speaker": "speaker-want",
        **{name: name for name in ("send", "report", "second", "voted")},
    }
    return {key: page_of(name, clp, motion) for key, name in names.items()}


HTML = "text/html; charset=utf-8"


@require_safe
def clp(request: HttpRequest, slug: str, motion_slug: str = "") -> HttpResponseBase:
    """Where a motion stands in one CLP, and what to do next there: the first, or another."""
    found = get_object_or_404(clps(), slug=slug)
    if motion_slug:
        other = get_object_or_404(other_motions_running(), slug=motion_slug)
        return render(request, "motions/clp.html", _page_context(found, other))

    def draw(campaign: Campaign) -> bytes:
        context = _page_context(found, current_conference_motion())
        motion = context["motion"]
        # Drawn without a request, so no context processor adds it.
        context["campaign"] = motion.campaign if isinstance(motion, Motion) else campaign
        return render_to_string("motions/clp.html", context).encode()

    kept = send_kept(request, f"clp {slug}", HTML, draw, clp=slug)
    return kept or render(request, "motions/clp.html", _page_context(found, None))


def _page_context(found: CLP, motion: Motion | None) -> dict[str, object]:
    """Return everything that a CLP's page shows of one motion."""
    context: dict[str, object] = {"clp": found, "motion": motion}
    if motion is not None:
        others = _other_motions(motion)
        standing, *elsewhere = public_standings_in(found, [motion, *others])
        context["standing"] = standing
        context["card"] = None if motion.is_other else clp_card(motion.campaign, standing)
        context["pages"] = pages_of(found, motion)
        context["others"] = list(zip(others, elsewhere, strict=True))
        entry = conference_entry(motion, found)
        facts = public_facts(motion, found, standing)
        context["steps"] = public_steps(facts, standing, entry)
        context["can_second"] = can_second(standing) and motion.current_version is not None
        at_conference = entry if standing.stage == Stage.ACCEPTED else None
        context["floor_words"] = floor_words(at_conference) if at_conference else ""
        outcome = outcome_behind(facts, standing.stage)
        today = timezone.localdate()
        suspension = suspension_of(found, read_suspensions().barring(found.region_id, today))
        step = next_step(
            standing.stage,
            motion,
            timezone.now(),
            entry=at_conference,
            outcome=outcome,
            suspension=suspension,
            by_delegates=found.structure == MeetingStructure.GENERAL_COMMITTEE,
        )
        context["held_up"] = held_up_words(found, motion, today)
        context["next"] = step
        context["answer"] = SavedAnswer.objects.after(step.outcome)
        context["passing_on"] = words_to_pass_on(standing, motion) if step.shares else ""
        context["local_motions"] = [] if motion.is_other else local_motions()
        context["stuck_at"] = stuck_at(standing.stage, step)
        context |= asked_of_motions(found, motion)
        context["texts"] = other_texts(motion)
        context["text_taken"] = text_taken(motion, found) if context["texts"] and standing.stage in SAID else ""
    return context


def _other_motions(motion: Motion) -> list[Motion]:
    """Return the campaign's motions for conference that people can take up, besides this one.

    No query where the motion was read with the word that it is alone.
    """
    running = motions_running() if motion.is_other else others_running_with(motion)
    return [one for one in running if one.pk != motion.pk and one.current_version]


def asked_of_motions(clp: CLP, motion: Motion, branch: str = "") -> dict[str, object]:
    """Return what a CLP or a branch of it asks of motions, its own last safe day, and whether ours is too long."""
    holds = rules_in_force(motion.campaign, clp, branch)
    text = motion.current_version.text if motion.current_version else ""
    return {
        "holds": holds,
        "safe": read_deadline(motion.campaign, now=timezone.now(), holds=holds),
        "too_long_here": holds.too_long(text),
    }


def other_texts(motion: Motion) -> list[MotionVersion]:
    """Return the texts among which people choose; empty where there is one alone."""
    texts = offered_texts(motion) if motion.for_conference else []
    return texts if len(texts) > 1 else []


def chosen_text(request: HttpRequest, motion: Motion) -> MotionVersion:
    """Return the text that the address chooses among those on offer; else the motion's own."""
    number = request.GET.get("text", "")
    found = [one for one in offered_texts(motion) if str(one.number) == number] if number else []
    version = found[0] if found else motion.current_version
    assert version is not None  # noqa: S101 - motion_with_text has made sure
    return version


def can_second(standing: PublicStanding) -> bool:
    """Whether everybody can see what was reported here, and only one person has said so."""
    return not standing.is_checked and standing.stage in TO_BE_SECONDED


@public_form
def send(request: HttpRequest, slug: str, motion_slug: str = "") -> HttpResponseBase:
    """The question how the CLP meets (or who is to pass it) and, once it is answered, the email for that case."""
    found, motion = get_object_or_404(clps(), slug=slug), motion_with_text(motion_slug)
    return letter_page(request, found, motion, report_at=page_of("report", found, motion))


def letter_page(request: HttpRequest, found: CLP, motion: Motion, *, report_at: str, name: str = "") -> HttpResponse:
    """Show the question and the letter at whichever address they stand; `report_at` is where its sending is told.

    `name` is who signs it, where we know them.
    """
    held_up = held_up_words(found, motion, timezone.localdate())
    deadline = read_deadline(motion.campaign, now=timezone.now())
    # Whoever has begun to change the letter keeps what they typed.
    if motion.for_conference and (deadline.called_off or (deadline.has_passed and request.method != "POST")):
        context = {"clp": found, "motion": motion, "held_up": held_up, "deadline": deadline, "report_at": report_at}
        context["clp_page"] = page_of("clp", found, motion)
        return render(request, "motions/send_off.html", context)
    if motion.for_conference and not {"meets", "branch", "first"} & set(request.GET):
        # As the public sees it: the letter must not tell more of a CLP than the campaign shows.
        standing = public_standing(found, motion, motion.campaign)
        if standing.stage == Stage.CARRIED_AS_POLICY:
            return _second_vote_page(request, found, motion, standing, report_at=report_at, name=name)
    known = found.structure if found.structure != MeetingStructure.UNKNOWN else None
    # It comes from a report, and a campaign that does not show all must not tell that there is one.
    learned = None if known or motion.campaign.public_view != PublicView.ALL else learned_structure(found)
    # Asked without an answer, as where there is no script, the question says so and keeps the branch.
    answers = request.GET if {"meets", "branch"} & set(request.GET) else None
    question = (
        MeetsForm(answers, initial={"meets": known or learned}) if motion.for_conference else LocalMeetsForm(answers)
    )
    version = chosen_text(request, motion)
    context = {"clp": found, "motion": motion, "question": question, "report_at": report_at, "learned": learned}
    context["held_up"] = held_up
    context |= asked_of_motions(found, motion) | {"version": version, "texts": other_texts(motion)}
    context["pages"] = pages_of(found, motion) if motion.for_conference else {}
    if not question.is_bound or not question.is_valid():
        return render(request, "motions/send_question.html", context)
    return _written_letter(request, question, context, name=name)


def _written_letter(
    request: HttpRequest, question: MeetsForm | LocalMeetsForm, context: dict[str, Any], *, name: str
) -> HttpResponse:
    """Show the letter that the answer calls for."""
    found, motion, branch, route = context["clp"], context["motion"], question.cleaned_data["branch"], question.route
    body = Body.BRANCH if route == Route.BRANCH else Body.CLP
    if body == Body.BRANCH:
        context |= asked_of_motions(found, motion, branch)
    # Without the provider's webhook a copy would lie in a mailbox, and nobody would file it.
    copies_to = report_address(motion.campaign.email, clp=found, body=body) if settings.INBOUND_MAIL else ""
    letter = write_letter(route, clp=found, version=context["version"], branch=branch)
    shown = {"route": route, "branch": branch, "body": body, "meets": question.cleaned_data["meets"]}
    shown |= letter_context(request, letter, copies_to=copies_to, name=name)
    return render(request, "motions/send.html", {**context, **shown})


def _second_vote_page(
    request: HttpRequest, found: CLP, motion: Motion, standing: PublicStanding, *, report_at: str, name: str
) -> HttpResponse:
    """Show the letter for a CLP that has carried it as policy: how it meets need not be asked again."""
    version = motion.current_version
    assert version is not None  # noqa: S101 - motion_with_text has made sure
    letter = write_second_vote_letter(found, version, carried_on=standing.since)
    context = {"clp": found, "motion": motion, "report_at": report_at, "route": SECOND_VOTE, "body": Body.CLP}
    context["held_up"] = held_up_words(found, motion, timezone.localdate())
    context |= asked_of_motions(found, motion)
    return render(request, "motions/send.html", {**context, **letter_context(request, letter, name=name)})


def letter_context(request: HttpRequest, letter: Letter, *, copies_to: str = "", name: str = "") -> dict[str, object]:
    """Return the letter as it was written, or as the person changed it, with the form that changes it.

    A copy to the address `copies_to` is offered where there is one. `name` is the person's, where we know it: then
    the letter is signed already.
    """
    # Some of these pages hold a second form, which reports.
    changed = request.POST if request.POST.get("action") == "letter" else None
    letter = replace(letter, body=signed(letter.body, Sender(name)))
    initial = {"to": letter.to, "subject": letter.subject, "body": letter.body, "sender": name}
    form = LetterForm(changed, initial=initial, auto_id="letter-%s", copies_to=copies_to)
    if changed and form.is_valid():
        letter = form.letter()
    return {"letter_form": form, "letter": letter, "letter_changed": bool(changed)}
