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


def loader(command, folder):
    """Return what loads a file by this command and gives back the lines that it said."""

    def load(content, **options):
        file = folder / "file.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        told = StringIO()
        call_command(command, file, stdout=told, **options)
        return told.getvalue().splitlines()

    return load


@pytest.fixture
def load(tmp_path):
    return loader("import_clps", tmp_path)
