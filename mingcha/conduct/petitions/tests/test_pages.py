"""The pages of the register: reading is on the trail, the identity is nowhere, bad input comes back."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingcha.conduct.inspections.models import Activity
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.indicators import Scope
from mingcha.foundation.indicators.registry import indicator
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.models import Upload
from mingcha.testing.conduct import Site, make_activity, make_petition, make_site
from mingcha.testing.prepare import BEGINNING
from mingcha.testing.registry import make_office, make_officer, make_representative

pytestmark = pytest.mark.django_db
WHO = "测试举报人0000-1234567"
HEAD = ["编号", "渠道", "收到日期", "件次", "实名", "反映内容"]


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_a_petition_is_registered_read_changed_and_moved_on_pages(site: Site) -> None:
    client = as_user(site.member)
    chosen = client.get(reverse("petitions:create"))
    address = reverse("petitions:create_for_inspection", args=[site.inspection.pk])
    assert chosen.headers["Location"] == address
    typed: dict[str, Any] = {"channel": "letter", "received_on": "2026-03-08", "letters": 2, "persons": 1}
    typed |= {"content": "反映测试事项", "named": "on"}
    typed |= {"organisation": str(site.inspection.organisation.pk)}
    bad = client.post(address, typed)
    assert bad.status_code == 422
    assert "反映测试事项" in bad.content.decode()
    assert client.post(address, typed | {"complainant": WHO}).status_code == 302
    petition = Petition.objects.get()
    assert petition.organisation == site.inspection.organisation
    assert client.get(petition.get_absolute_url()).status_code == 200
    assert Event.objects.filter(action="petition.read", by=site.member).count() == 1
    edit = reverse("petitions:edit", args=[petition.pk])
    assert WHO not in client.get(edit).content.decode()
    assert client.post(edit, typed | {"letters": 3}).status_code == 302
    petition.refresh_from_db()
    assert petition.letters == 3
    assert petition.has_identity
    move = reverse("petitions:petition_move", args=[petition.pk, "summarise"])
    assert client.post(move, {"summary": ""}).status_code == 422
    assert client.post(move, {"summary": "招标问题"}).status_code == 302
    classify = reverse("petitions:petition_move", args=[petition.pk, "classify"])
    assert client.get(classify).status_code == 403
    leader = as_user(site.leader)
    assert leader.post(classify, {"classification": "", "meeting_opinion": "x"}).status_code == 422
    given = {"classification": "problem", "meeting_opinion": "列入"}
    assert leader.post(classify, given).status_code == 302


def test_the_identity_is_on_no_page_in_no_list_and_in_no_workbook(site: Site) -> None:
    petition = make_petition(site.inspection, by=site.leader, named=True, complainant=WHO)
    leader = as_user(site.leader)
    for address in (petition.get_absolute_url(), ledger_url("petitions")):
        assert WHO not in leader.get(address).content.decode()
    exported = leader.post(reverse("ledgers:export", args=["petitions"]))
    content = exported.getvalue()
    book = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in book.namelist() if "测试举报人".encode() in book.read(name)]
    reveal = reverse("petitions:reveal", args=[petition.pk])
    assert leader.get(reveal).status_code == 200
    assert leader.post(reveal, {"reason": ""}).status_code == 422
    shown = leader.post(reveal, {"reason": "回访核实"})
    assert WHO in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert as_user(site.member).get(reveal).status_code == 403
    assert Event.objects.get(action="petition.reveal").facts == {"reason": "回访核实"}


def test_strangers_get_no_page_of_a_petition(site: Site) -> None:
    petition = make_petition(site.inspection, by=site.leader, complainant=WHO)
    pages = [
        reverse(f"petitions:{name}", args=[petition.pk]) for name in ("detail", "edit", "link", "reveal")
    ]
    for user in (
        make_officer(make_office()),
        make_representative(site.inspection.organisation),
        site.person("group_head"),
    ):
        client = as_user(user)
        assert [client.get(page).status_code for page in pages] == [404] * 4


def test_a_likely_repeat_is_offered_and_merged_from_the_page(site: Site) -> None:
    first = make_petition(site.inspection, by=site.leader, reflected="测试甲", content="测试甲收受礼金")
    again = make_petition(site.inspection, by=site.leader, reflected="测试甲", content="测试甲收受礼金款")
    client = as_user(site.leader)
    merge = reverse("petitions:merge_with", args=[again.pk, first.pk])
    assert merge in client.get(again.get_absolute_url()).content.decode()
    beside = client.get(merge).content.decode()
    assert again.number in beside
    assert first.number in beside
    assert "可以撤销并案" in beside
    assert client.post(merge).status_code == 302
    again.refresh_from_db()
    assert again.duplicate_of == first
    form = client.get(reverse("petitions:petition_move", args=[first.pk, "merge"]))
    assert form.status_code == 200


def test_activities_are_linked_to_what_they_looked_into(site: Site) -> None:
    petition = make_petition(site.inspection, by=site.leader)
    talk = make_activity(site.inspection, by=site.leader)
    client = as_user(site.member)
    link = reverse("petitions:link", args=[petition.pk])
    assert client.get(link).status_code == 200
    assert client.post(link, {"activities": [str(talk.pk)]}).status_code == 302
    assert list(Activity.objects.filter(petitions=petition)) == [talk]
    assert talk.title in client.get(petition.get_absolute_url()).content.decode()
    assert petition.number in client.get(f"{talk.get_absolute_url()}?tab=petitions").content.decode()
    elsewhere = make_activity(make_site("on_site").inspection, by=_leader_of_last())
    assert client.post(link, {"activities": [str(elsewhere.pk)]}).status_code == 422


def _leader_of_last() -> User:
    from mingcha.prepare.teams.models import Membership

    return Membership.objects.filter(role="leader").latest("created_at").user


def _sheet(*rows: list[Any]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (HEAD, *rows):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("register.xlsx", content.getvalue())


def test_a_register_is_imported_and_its_faults_are_named_by_cell(site: Site) -> None:
    client = as_user(site.member)
    address = reverse("ledgers:import", args=["petitions"])
    address += f"?within=inspections.inspection:{site.inspection.pk}"
    bad = _sheet(["A1", "飞鸽", "2026-03-09", 1, "", "内容"], ["A2", "来信", "某日", 1, "", ""])
    assert client.post(address, {"file": bad, "existing": "skip"}).status_code == 302
    report = str(Upload.objects.latest("created_at").report)
    assert "B2" in report
    assert "C3" in report
    good = _sheet(
        ["A1", "来信", "2026-03-09", 2, "是", "内容一"], ["", "来电", "2026-03-10", 1, "", "内容二"]
    )
    assert client.post(address, {"file": good, "existing": "skip"}).status_code == 302
    upload = Upload.objects.latest("created_at")
    assert upload.report["faults"] == []
    assert client.post(upload.get_absolute_url()).status_code == 302
    assert set(Petition.objects.values_list("number", flat=True)) == {"A1", "2026-00001"}


def test_figures_count_item_times_by_channel(site: Site) -> None:
    for channel, letters in (("letter", 3), ("call", 2), ("visit", 4), ("handed_down", 1)):
        make_petition(site.inspection, by=site.leader, channel=channel, letters=letters)
    scope = Scope(round=site.made.round.pk, since=BEGINNING)
    figures = {code: indicator(code).value(scope, site.leader) for code in FIGURES}
    assert figures == FIGURES


FIGURES = {"petitions": 10, "letters_and_calls": 5, "visits_received": 4, "petition_matters": 4}


def test_the_register_takes_as_many_statements_for_many_rows_as_for_few(site: Site) -> None:
    client = as_user(site.leader)
    make_petition(site.inspection, by=site.leader)
    client.get(ledger_url("petitions"))
    counts = []
    for _each in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ledger_url("petitions", within=site.inspection)).status_code == 200
        counts.append(len(captured))
        for _more in range(10):
            make_petition(site.inspection, by=site.leader)
    assert counts[0] == counts[1]
