"""The models of the CLPs app."""

from clps.models.places import CLP, Branch, Constituency, Region
from clps.models.secretaries import Secretary

__all__ = ["CLP", "Branch", "Constituency", "Region", "Secretary"]
