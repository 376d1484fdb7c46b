"""Bad input at every import and every form: a clear message with the place, and nothing changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingcha.foundation.exchange.models import SiteKeys
from mingcha.foundation.ledgers.declaration import Ledger
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.models import Upload
from mingcha.foundation.ledgers.registry import all_ledgers
from tests.registry import stage_models
from tests.world import World

pytestmark = pytest.mark.django_db

IMPORTING = [ledger for ledger in all_ledgers() if ledger.importer]
# Who imports into which record of the world.
IMPORTERS: dict[str, tuple[str, str]] = {
    "activities": ("leader", "inspection"),
    "petitions": ("member", ""),
    "findings": ("member", "inspection"),
    "tasks": ("office_staff", "round"),
    "organisations": ("office_staff", ""),
    "items": ("after_representative", "plan"),
    "list_lines": ("organisation_officer", "list_request"),
    "talents": ("office_staff", ""),
}
CHINESE = re.compile("[\u4e00-\u9fff]")
PLACE = re.compile(r"![A-Z]+\d+|第\s?\d+\s?行|\S*[A-Z]\d+")
Rows = list[list[Any]]


def test_every_import_is_tried() -> None:
    assert {ledger.name for ledger in IMPORTING} == set(IMPORTERS)


def counts() -> dict[str, int]:
    """How many rows there are of everything in the stages."""
    with connection.cursor() as cursor:
        found = {}
        for model in stage_models():
            table = model._meta.db_table
            cursor.execute(f'select count(*), max(xmin::text::bigint) from "{table}"')
            found[table] = cursor.fetchone()
    return found


def address(world: World, ledger: Ledger) -> tuple[Client, str]:
    who, name = IMPORTERS[ledger.name]
    query = ledger_url(ledger.name, within=world.records[name]).partition("?")[2] if name else ""
    return world.client(who), reverse("ledgers:import", args=[ledger.name]) + (f"?{query}" if query else "")


def headings(client: Client, url: str) -> list[str]:
    """As the template gives them."""
    path, _mark, query = url.partition("?")
    response: Any = client.get(f"{path}template/?{query}")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [str(cell.value) for cell in book.worksheets[0][1]]


def workbook(head: list[str], rows: Rows, merge: str = "") -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("台账")
    for place, row in enumerate([head, *rows]):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(place, column, value, None, "#REF!" if "REF" in value else "")
            else:
                sheet.write(place, column, value)
    if merge:
        sheet.merge_range(merge, "合并")
    book.close()
    return content.getvalue()


def huge(head: list[str]) -> bytes:
    """A cell of 10 MB, which Excel itself would not write."""
    source, content = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = source.active
    sheet.append(head)
    sheet.append(["占位"] * len(head))
    source.save(content)
    swollen = io.BytesIO()
    with zipfile.ZipFile(content) as given, zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in given.infolist():
            part = given.read(entry).replace("占位".encode(), b"x" * 10_000_000)
            target.writestr(entry.filename, part)
    return swollen.getvalue()


BAD_BOOKS: dict[str, Callable[[list[str]], bytes]] = {
    "wrong types": lambda head: workbook(head, [["不对"] * len(head)]),
    "missing column": lambda head: workbook(head[1:], [["不对"] * (len(head) - 1)]),
    "one column alone": lambda head: workbook(head[:1], [["甲"]]),
    "merged cells": lambda head: workbook(head, [["1"] * len(head)] * 3, merge="A2:A3"),
    "formulas": lambda head: workbook(head, [["=B9"] * len(head)]),
    "error cells": lambda head: workbook(head, [["=REF!A1"] * len(head)]),
    "the same twice": lambda head: workbook(head, [["1"] * len(head)] * 2),
    "a cell of 10 MB": huge,
}
UNREADABLE: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "half-written": ("表.xlsx", lambda whole: whole[: len(whole) // 2]),
    "no workbook": ("表.xlsx", lambda whole: b"\x89PNG\r\n\x1a\n" + whole[:80]),
    "empty": ("表.xlsx", lambda whole: b""),
    "another kind": ("表.pdf", lambda whole: b"%PDF-1.7"),
    "wrong encoding": ("表.csv", lambda whole: b"\xff\xff\xfe,\x81\x00\r\n1,\xff\xff"),
}


@pytest.mark.parametrize("ledger", IMPORTING, ids=lambda ledger: ledger.name)
@pytest.mark.parametrize("kind", BAD_BOOKS)
def test_a_wrong_table_is_refused_cell_by_cell(world: World, ledger: Ledger, kind: str) -> None:
    client, url = address(world, ledger)
    content, before = BAD_BOOKS[kind](headings(client, url)), counts()
    file = SimpleUploadedFile("表.xlsx", content)
    response = client.post(url, {"file": file, "existing": "skip"})
    if response.status_code == 422:
        assert CHINESE.search(said(response))
    else:
        assert response.status_code == 302
        upload = Upload.objects.latest("created_at")
        assert upload.report["fault_count"] > 0
        for place, message in upload.report["faults"]:
            assert PLACE.search(place), place
            assert CHINESE.search(message), message
        page = client.get(upload.get_absolute_url())
        assert upload.report["faults"][0][0] in page.content.decode()
        assert client.post(upload.get_absolute_url()).status_code == 422
    assert counts() == before


@pytest.mark.parametrize("ledger", IMPORTING, ids=lambda ledger: ledger.name)
@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    world: World, ledger: Ledger, kind: str
) -> None:
    client, url = address(world, ledger)
    head, before = headings(client, url), counts()
    name, spoil = UNREADABLE[kind]
    file = SimpleUploadedFile(name, spoil(workbook(head, [["1"] * len(head)])))
    response = client.post(url, {"file": file, "existing": "skip"})
    assert response.status_code == 422
    assert CHINESE.search(said(response))
    assert counts() == before


def said(response: Any) -> str:
    return " ".join(text for texts in response.context["form"].errors.values() for text in texts)


# Forms: the name of the address, who fills it in, and the record it is about (in the path or as `within`).
FORMS: dict[str, tuple[str, str, str]] = {
    "organisations:create": ("office_staff", "", ""),
    "organisations:edit": ("office_staff", "organisation", ""),
    "organisations:appoint": ("office_staff", "organisation", ""),
    "organisations:add_representative": ("office_staff", "organisation", ""),
    "bodies:create": ("security", "", ""),
    "terms:create": ("office_staff", "", ""),
    "rounds:create": ("office_staff", "", ""),
    "schedule:create": ("office_staff", "", ""),
    "schedule:edit": ("office_staff", "draft_proposal", ""),
    "schedule:add_round": ("office_staff", "draft_proposal", ""),
    "schedule:lay_out": ("office_staff", "draft_proposal", ""),
    "schedule:add_look_backs": ("office_staff", "draft_proposal", ""),
    "schedule:add_condition": ("office_staff", "draft_proposal", ""),
    "schedule:move": ("office_staff", "planned_visit", ""),
    "schedule:set_weights": ("office_staff", "term", ""),
    "schedule:emphasise": ("office_staff", "term", ""),
    "clues:areas": ("office_head", "", ""),
    "briefs:ask": ("office_staff", "round", ""),
    "briefs:edit": ("office_staff", "draft_list_request", ""),
    "briefs:add_line": ("organisation_officer", "list_request", ""),
    "briefs:edit_line": ("organisation_officer", "list_line", ""),
    "briefs:raise_question": ("member", "", "inspection"),
    "briefs:edit_question": ("member", "question", ""),
    "briefs:responsibility": ("member", "question", ""),
    "briefs:revise_checklist": ("office_head", "checklist", ""),
    "briefs:choose_checklist": ("office_staff", "round", ""),
    "briefs:tick": ("member", "check", ""),
    "papers:publish": ("office_head", "template", ""),
    "plans:draft": ("office_staff", "round", ""),
    "plans:comment": ("above_staff", "work_plan", ""),
    "plans:answer": ("office_staff", "plan_comment", ""),
    "inspections:arrange": ("office_staff", "inspection", ""),
    "inspections:edit_activity": ("leader", "talk", ""),
    "inspections:create_comment": ("office_staff", "inspection", ""),
    "inspections:create_prompt": ("office_staff", "round", ""),
    "petitions:create_for_inspection": ("member", "inspection", ""),
    "petitions:edit": ("member", "petition", ""),
    "findings:paper_create": ("member", "", "inspection"),
    "findings:paper_edit": ("member", "paper", ""),
    "findings:create": ("member", "", "inspection"),
    "findings:edit": ("member", "draft_finding", ""),
    "findings:immediate_create": ("member", "", "inspection"),
    "findings:evidence_create": ("member", "paper", ""),
    "meetings:create": ("office_staff", "", "round"),
    "leads:create": ("member", "", "inspection"),
    "leads:report": ("case_manager", "ended_lead", ""),
    "rectification:write": ("after_representative", "plan", ""),
    "rectification:progress": ("after_representative", "item", ""),
    "results:draft": ("office_staff", "", ""),
    "results:create_supervisionact": ("office_staff", "", ""),
    "results:create_circular": ("office_staff", "", ""),
    "results:create_accountability": ("office_staff", "", ""),
    "results:create_appointmentcorrection": ("office_staff", "", ""),
    "results:create_commonproblem": ("office_staff", "", ""),
    "guidance:enter": ("office_staff", "", ""),
    "guidance:add_note": ("office_staff", "visit", ""),
    "datasets:create": ("office_staff", "", ""),
    "matching:create": ("office_staff", "", ""),
    "datasets:edit": ("office_staff", "dataset", ""),
    "datasets:grant": ("office_staff", "ended_dataset", ""),
    "datasets:extend": ("office_head", "dataset", ""),
    "datasets:bring": ("member", "dataset", ""),
    "supervision:own_create": ("office_staff", "", ""),
    "accounts:create": ("system", "", ""),
    "intake:make_keys": ("office_staff", "team", ""),
    "intake:recover_report": ("office_staff", "keys", ""),
    "intake:create_code": ("office_staff", "after_inspection", ""),
    "intake:create_questionnaire": ("office_staff", "code", ""),
    "intake:edit_questionnaire": ("office_staff", "draft_questionnaire", ""),
    "intake:reply": ("leader", "sealed_report", ""),
    "intake:grant": ("leader", "sealed_report", ""),
    "intake:hold": ("office_head", "sealed_report", ""),
    "intake:ask_identity": ("leader", "sealed_report", ""),
    "forming:propose": ("office_staff", "forming_round", ""),
    "forming:change": ("office_staff", "team_proposal", ""),
    "teams:declare_tie": ("group_member", "", ""),
    "teams:appraise": ("office_staff", "membership", ""),
    "training:hold": ("office_staff", "round", ""),
    "training:edit": ("office_staff", "training", ""),
    "training:attend": ("office_staff", "training", ""),
    "talent:create": ("office_staff", "", ""),
    "talent:edit": ("office_staff", "nominee", ""),
    "talent:add_post": ("office_staff", "nominee", ""),
    "talent:add_tie": ("office_staff", "nominee", ""),
    "exchange:channel_create": ("office_staff", "", ""),
    "field:create": ("office_staff", "inspection", ""),
    "exchange:channel_close": ("office_staff", "laptop_channel", ""),
    "exchange:keys": ("system", "", ""),
    "exchange:package_bring": ("office_staff", "", ""),
    "exchange:conflict": ("leader", "conflict", ""),
}
# The status of these records closes the form to everyone, as a refusal.
CLOSED = {"leads:report", "rectification:write", "rectification:progress"}
TYPED = "我打的字"
LONG = TYPED + "长" * 30_000


def form_address(world: World, name: str) -> str:
    _who, about, within = FORMS[name]
    url = reverse(name, args=[world.records[about].pk] if about else [])
    return url + (
        f"?within={world.records[within]._meta.label_lower}:{world.records[within].pk}" if within else ""
    )


def opened(world: World, name: str) -> tuple[Client, str, forms.BaseForm]:
    if name == "exchange:keys":  # asks only where there are none
        SiteKeys.objects.update(retired_at=timezone.now())
    client, url = world.client(FORMS[name][0]), form_address(world, name)
    response = client.get(url)
    if name in CLOSED and response.status_code == 409:
        pytest.skip("closed by the status of the record")
    assert response.status_code == 200, url
    form: forms.BaseForm = response.context["form"]
    return client, url, form


def absurd(world: World, field: forms.Field, text: str) -> Any:
    """What nobody should be able to put into a field of this kind."""
    if isinstance(field, forms.FileField):
        return SimpleUploadedFile("坏.exe", b"MZ")
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return [str(world.sites["beside"].inspection.pk), "no-such-thing"]
    if isinstance(field, forms.ModelChoiceField):
        return str(world.sites["beside"].inspection.organisation_id)
    if isinstance(field, forms.ChoiceField):
        return "no-such-thing"
    if isinstance(field, forms.DateField | forms.TimeField | forms.DateTimeField):
        return "2026-02-31"
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return "9" * 40
    return text


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_is_shown_again_and_nothing_is_written(world: World, name: str) -> None:
    client, url, form = opened(world, name)
    if not any(field.required for field in form.fields.values()):
        return
    before = counts()
    response = client.post(url, {"csrfmiddlewaretoken": "x"})
    assert response.status_code == 422
    assert response.context["form"].errors
    assert counts() == before


@pytest.mark.parametrize("text", [LONG, f"{TYPED}\x00"], ids=["30,000 signs", "a NUL byte"])
@pytest.mark.parametrize("name", FORMS)
def test_absurd_values_are_refused_and_what_was_typed_is_kept(world: World, name: str, text: str) -> None:
    client, url, form = opened(world, name)
    typed = {form.add_prefix(key): absurd(world, field, text) for key, field in form.fields.items()}
    before = counts()
    response = client.post(url, typed)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert errors
    assert all(CHINESE.search(" ".join(texts)) for texts in errors.values())
    assert counts() == before
    shown = [key for key, field in form.fields.items() if not isinstance(field.widget, forms.PasswordInput)]
    if any(typed[form.add_prefix(key)] == text for key in shown):  # nobody is shown a passphrase again
        assert TYPED in response.content.decode()
