"""The sorts of rows to which something can be done at once, by the name that their address has."""

from campaign.desk.bulk.entries import ENTRIES
from campaign.desk.bulk.places import CLPS
from campaign.desk.bulk.things import THINGS

SORTS = {sort.slug: sort for sort in (THINGS, CLPS, ENTRIES)}
