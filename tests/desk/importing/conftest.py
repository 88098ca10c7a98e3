"""Three CLPs, an organiser of all regions, and a short way to bring a file."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from campaign.accounts.models import Role
from clps.models import Constituency
from tests.factories import CLPFactory, RegionFactory, with_role


@pytest.fixture
def places(motion):
    """Bath and Yeovil lie in one region, Ynys Môn in another."""
    south, wales = RegionFactory(name="South West"), RegionFactory(name="Wales")
    bath = CLPFactory(name="Bath", slug="bath", region=south)
    bath.constituencies.add(Constituency.objects.create(gss_code="E14001080", kind="westminster"))
    yeovil = CLPFactory(name="Yeovil", slug="yeovil", region=south)
    anglesey = CLPFactory(name="Ynys Môn", slug="ynys-mon", region=wales)
    return {"bath": bath, "yeovil": yeovil, "anglesey": anglesey}


@pytest.fixture
def organiser(clock):
    return with_role(Role.ORGANISER, name="Olive Organiser")


def as_bytes(content):
    """A file's bytes: of text as UTF-8, of rows as a workbook."""
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode()
    book, out = Workbook(), BytesIO()
    for row in content:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def preview(client, kind, content, **given):
    """Choose a file, and return the page that comes back."""
    file = SimpleUploadedFile("file", as_bytes(content))
    if kind == "results" and "motion" not in given:
        given["motion"] = client.get("/admin/import/results/").context["form"].fields["motion"].queryset[0].pk
    return client.post(f"/admin/import/{kind}/", {**given, "file": file})


def agreed(page):
    """What the button on a preview sends."""
    return {"file": page.context["file"], "seen": page.context["plan"].digest}


def bring(client, kind, content, **given):
    """Choose a file and import it; return the page after."""
    page = preview(client, kind, content, **given)
    assert page.status_code == 200, (page.context.get("form") or page.context["plan"]).__dict__
    return client.post(f"/admin/import/{kind}/apply/", agreed(page), follow=True)


def figures(page):
    plan = page.context["plan"]
    return plan.added, plan.changed, plan.unchanged, len(plan.wrong)


def wrongs(page):
    """What a preview finds wrong, as the table has it."""
    return [(one.line, one.column, one.reason) for one in page.context["plan"].wrong]


def cells(change):
    return [(cell.label, cell.before, cell.after) for cell in change.cells]
