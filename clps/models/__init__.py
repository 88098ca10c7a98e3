"""The models of the CLPs app."""

from clps.models.affiliates import Affiliate
from clps.models.audit import AuditAct, AuditEntry
from clps.models.places import CLP, Branch, Constituency, Region
from clps.models.secretaries import Secretary
from clps.models.tallies import Tally

__all__ = ["CLP", "Affiliate", "AuditAct", "AuditEntry", "Branch", "Constituency", "Region", "Secretary", "Tally"]
