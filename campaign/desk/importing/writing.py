"""Writing what a file says, and taking it back: each line remembers what stood there before."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.utils.crypto import salted_hmac

from campaign.desk.models import ImportedLine
from clps.models import Secretary
from motions.actions.past_results import PastResult, record_past_results
from motions.actions.secretaries import FIELDS, SecretaryWord, record_secretaries, take_back_secretary
from motions.actions.submissions import withdraw_report
from motions.actions.votes import record_vote, result_of
from motions.enums import SubmissionState
from motions.models import Motion


def write_secretaries(words: Sequence[SecretaryWord], motion: Motion, by: AbstractBaseUser) -> list[ImportedLine]:
    """Record secretaries; return a line for each with the details that stood there before."""
    before = [{name: getattr(word.known, name) for name in FIELDS} if word.known else {} for word in words]
    rows = record_secretaries(words, motion=motion, by=by)
    return [
        ImportedLine(secretary=row, was_new=not kept, gave_up=word.before, wrote=_digest(row), **kept)
        for row, word, kept in zip(rows, words, before, strict=True)
    ]


def take_secretary_back(line: ImportedLine, motion: Motion, by: AbstractBaseUser) -> bool:
    """Put a secretary's details back as they were, or forget somebody new; False where they were changed since."""
    row = line.secretary
    if row is None or row.left_on or _digest(row) != line.wrote:
        return False
    before = None if line.was_new else {name: getattr(line, name) for name in FIELDS}
    take_back_secretary(row, before, gave_up=line.gave_up, motion=motion, by=by)
    return True


def write_results(results: Sequence[PastResult], motion: Motion, by: AbstractBaseUser) -> list[ImportedLine]:
    """Record past results; return a line for each with the vote that it corrects."""
    before = [one.corrects.current_vote if one.corrects else None for one in results]
    votes = record_past_results(results, motion=motion, by=by)
    return [
        ImportedLine(submission=vote.submission, vote=vote, vote_before=kept, was_new=kept is None)
        for vote, kept in zip(votes, before, strict=True)
    ]


def take_result_back(line: ImportedLine, motion: Motion, by: AbstractBaseUser) -> bool:
    """Withdraw a report that a file brought, or say the word before it again; False where it was changed since."""
    report = line.submission
    if report is None or line.vote is None or report.current_vote != line.vote:
        return False
    if report.state in (SubmissionState.WITHDRAWN, SubmissionState.MERGED):
        return False
    if line.vote_before is None:
        withdraw_report(report, by=by)
    else:
        record_vote(report, result_of(line.vote_before), by=by)
    return True


def _digest(row: Secretary) -> str:
    """Return what a secretary's details can be told by, without holding them once more."""
    said = "\n".join(str(getattr(row, name)) for name in FIELDS)
    return salted_hmac("campaign.desk.importing", said, algorithm="sha256").hexdigest()
