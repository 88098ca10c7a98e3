"""Lines of a spreadsheet of secretaries, and what is known of them afterwards."""

from datetime import date

from clps.models import Secretary

HEADER = "CLP,Name,Email address,How we know,When we learned it\n"
BATH = "Bath,Bea Bath,bea@example.org,The May notice,3/5/2027\n"


def known(clp, **values):
    given = {
        "name": "Bea Bath",
        "email": "bea@example.org",
        "known_since": date(2027, 2, 1),
        "how_known": "The notice.",
    }
    return Secretary.objects.create(clp=clp, **{**given, **values})


def rows():
    return [
        (row.clp.name, row.name, row.email, row.known_since, row.how_known, row.left_on)
        for row in Secretary.objects.select_related("clp").order_by("pk")
    ]
