from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from clps.importing import import_clps
from clps.models import CLP
from tests.clps.postcode_stub import PostcodeStub

DATA = Path(settings.BASE_DIR) / "clps" / "data"


@pytest.fixture
def all_clps(db):
    """The 650 CLPs that the site starts with."""
    import_clps((DATA / "clps.csv").read_bytes())
    return CLP.objects.all()


@pytest.fixture
def a_few_clps(db):
    """Five of them, one of each kind."""
    wanted = ("name,", "Aberdeen Central,", "Bath,", "Cities of London", "Northern Ireland,", "Ynys M")
    lines = (DATA / "clps.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    import_clps("".join(line for line in lines if line.startswith(wanted)).encode())
    return CLP.objects.all()


@pytest.fixture
def stub(settings):
    """A postcodes.io interface on this machine that answers as a test tells it to."""
    with PostcodeStub() as stub:
        settings.POSTCODES_URL = stub.url
        yield stub


@pytest.fixture
def load(tmp_path):
    """Load a file with this in it and return what the command says."""

    def load(content, **options):
        file = tmp_path / "clps.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        told = StringIO()
        call_command("import_clps", file, stdout=told, **options)
        return told.getvalue().splitlines()

    return load
