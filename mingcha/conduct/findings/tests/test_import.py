"""The import of a ledger of findings, from the workbook to the drafts, as a person does it."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingcha.conduct.findings.models import Finding, WorkingPaper
from mingcha.foundation.ledgers.models import Upload
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import issue_class, make_finding, make_paper, make_signed_paper

pytestmark = pytest.mark.django_db
HEAD = [
    "编号",
    "问题",
    "问题表述",
    "监督内容代码",
    "问题分类代码",
    "严重程度",
    "核心问题",
    "涉及金额（万元）",
    "底稿编号",
]


@pytest.fixture
def site() -> Site:
    issue_class("2.4")
    return make_site()


def check(client: Client, site: Site, *rows: list[Any]) -> dict[str, Any]:
    """Upload the rows; the report of the dry run."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in [HEAD, *rows]:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("问题台账.xlsx", content.getvalue())
    url = f"/ledgers/findings/import/?within=inspections.inspection:{site.inspection.pk}"
    response = client.post(url, {"file": file, "existing": "update"})
    assert response.status_code == 302, response.content.decode()
    report: dict[str, Any] = Upload.objects.latest("created_at").report
    return report


def row(paper: WorkingPaper, **fields: Any) -> list[Any]:
    given = {
        "number": "A01",
        "title": "违规发放津补贴",
        "text": "违规发放津补贴。",
        "frame": "2",
        "class": "2.4",
        "severity": "重大",
        "core": "是",
        "amount": 12.5,
        "no": paper.number or paper.pre_number,
    }
    return list((given | fields).values())


def at(site: Site) -> Client:
    client = Client()
    client.force_login(site.member)
    return client


def test_a_workbook_is_checked_and_becomes_drafts(site: Site) -> None:
    paper, client = make_signed_paper(site), at(site)
    old = make_finding(site, "draft", paper=paper, number="A01", title="原有")
    report = check(client, site, row(paper), row(paper, number="A02", title="党费收缴不及时"))
    assert report["faults"] == []
    client.post(f"/ledgers/findings/import/{Upload.objects.latest('created_at').pk}/")
    old.refresh_from_db()
    assert (old.title, old.severity, old.core) == ("违规发放津补贴", "major", True)
    made = Finding.objects.get(number="A02")
    assert (made.status, made.made_by, list(made.papers.all())) == ("draft", site.member, [paper])


def test_every_wrong_cell_is_told_and_nothing_is_made(site: Site) -> None:
    paper, client = make_signed_paper(site), at(site)
    draft = make_paper(site)
    bad = [
        row(paper, number="A01", frame="7"),
        row(paper, number="A02", **{"class": "9.9"}),
        row(paper, number="A03", no="无此号"),
        row(draft, number="A04"),
        row(paper, number="A05", severity="很严重"),
        row(paper, number="A06", amount="十二"),
        row(paper, number="A07", title=""),
    ]
    report = check(client, site, *bad)
    places = [fault[0] if isinstance(fault, list) else fault["place"] for fault in report["faults"]]
    assert {int(re.sub(r"\D", "", place)) for place in places} == set(range(2, 9))
    assert not Finding.objects.exists()
