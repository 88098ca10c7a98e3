"""Files of CLPs for tests, and what loading one writes."""

import pytest
from django.core.management import CommandError

from clps.models import CLP, Constituency

HEADER = "name,nation,region,gss_codes,hex_q,hex_r\n"
BATH = "Bath,England,South West,E14001080,8,44\n"
YEOVIL = "Yeovil,England,South West,E14001594,6,46\n"


def state():
    """Everything that loading a file can write, except when."""
    clps = CLP.objects.order_by("slug").values_list("slug", "name", "region__name", "structure", "hex_q", "hex_r")
    ties = CLP.constituencies.through.objects.order_by("clp__slug", "constituency__gss_code")
    return (
        list(clps),
        list(ties.values_list("clp__slug", "constituency__gss_code")),
        list(Constituency.objects.values_list("gss_code", "name", "kind")),
    )


def refusal(load, content, **options):
    """The lines of what is wrong with a file that must be refused and change nothing."""
    before, seen = state(), list(CLP.objects.order_by("pk").values_list("pk", "modified_at"))
    with pytest.raises(CommandError) as refused:
        load(content, **options)
    assert (state(), list(CLP.objects.order_by("pk").values_list("pk", "modified_at"))) == (before, seen)
    headline, *lines = str(refused.value).splitlines()
    assert headline.endswith("was not loaded and nothing was changed.")
    return lines
