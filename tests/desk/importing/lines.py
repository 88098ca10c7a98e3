"""Lines of a spreadsheet of past results."""

from motions.models import Vote

HEADER = "CLP,Outcome,Date,Carried for,Level,Branch,For,Against,Abstentions,New date,Note\n"
BATH = "Bath,Carried,3/5/2027,Conference,,,31,2,4,,From the minutes\n"


def line(
    clp="Bath", outcome="Carried", held_on="3/5/2027", purpose="", level="", branch="", votes=",,", new="", note=""
):
    return ",".join([clp, outcome, held_on, purpose, level, branch, votes, new, note]) + "\n"


def votes():
    return [
        (v.submission.clp.slug, v.outcome, v.purpose, v.held_on, v.votes_for, v.votes_against, v.abstentions, v.words)
        for v in Vote.objects.select_related("submission__clp").order_by("pk")
    ]
