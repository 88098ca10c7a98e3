"""A map with something of everything on it."""

from motions.enums import Stage
from motions.models import Standing
from tests.factories import CLPFactory, RegionFactory


def stand_at_every_stage(motion, since, regions=("Scotland", "North East")) -> None:
    """Let a CLP stand at each stage, side by side on the map, in turn in two regions; `since` gives each its day."""
    places = [RegionFactory(name=name, position=position) for position, name in enumerate(regions, start=1)]
    for number, stage in enumerate(Stage):
        clp = CLPFactory(region=places[number % 2], hex_q=number % 4, hex_r=number // 4)
        Standing.objects.create(motion=motion, clp=clp, stage=stage, since=since(number))
