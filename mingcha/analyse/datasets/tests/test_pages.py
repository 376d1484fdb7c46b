"""The pages: a table loaded by hand, reading on the trail, few statements, and the command line."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mingcha.analyse.datasets import actions, store
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.models import Dataset, Grant, Load, Version
from mingcha.analyse.datasets.views import loads
from mingcha.foundation.accounts.models import User
from mingcha.foundation.jobs.actions import run
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.datasets import (
    HEADINGS,
    as_csv,
    as_workbook,
    bring,
    checked,
    make_dataset,
    make_version,
    payments,
    upload,
)
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.django_db


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.fixture
def dataset(site: Site) -> Dataset:
    return make_dataset(by=site.staff, in_round=site.made.round)


def typed(site: Site, **fields: Any) -> dict[str, Any]:
    today = timezone.localdate()
    given = {
        "contract": "subsidy_payments",
        "title": "补贴发放明细",
        "in_round": str(site.made.round.pk),
        "department": "财政局",
        "letter_number": "1号",
        "letter_on": today.isoformat(),
        "purpose": "核查",
        "marking": "work_secret",
        "keep_until": (today + timedelta(days=30)).isoformat(),
    }
    return given | fields


@pytest.mark.parametrize("who", ["office_staff", "leader"])
def test_a_data_set_is_registered_on_its_page(site: Site, who: str) -> None:
    client, address = as_user(site.person(who)), reverse("datasets:create")
    shown = client.get(address, {"contract": "subsidy_payments"}).content.decode()
    assert "核查补贴是否发给应得之人" in shown
    assert client.post(address, typed(site, title="")).status_code == 422
    early = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert client.post(address, typed(site, keep_until=early)).status_code == 422
    assert client.post(address, typed(site)).status_code == 302
    made = Dataset.objects.get()
    assert made.encrypted  # a work secret always is
    assert Grant.objects.get().round == site.made.round
    assert client.post(address, typed(site)).status_code == 422  # the title is taken


def test_a_table_is_loaded_step_by_step(site: Site, dataset: Dataset) -> None:
    client = as_user(site.member)
    rows = payments(5)
    rows[4][5] = "坏"
    file = upload(as_workbook(rows), "明细.xlsx")
    answer = client.post(reverse("datasets:bring", args=[dataset.pk]), {"file": file})
    load = Load.objects.get()
    assert answer.headers["Location"] == reverse("datasets:columns", args=[load.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "P0001" in page
    assert client.get(load.get_absolute_url()).status_code == 302  # not checked yet
    chosen = {f"column_{name}": at for name, at in load.plan["columns"].items()} | {"damaged": "aside"}
    refused = client.post(answer.headers["Location"], chosen | {"column_amount": ""})
    assert refused.status_code == 422
    assert "发放金额" in refused.content.decode()
    checked_at = client.post(answer.headers["Location"], chosen)
    assert checked_at.headers["Location"] == load.get_absolute_url()
    report = client.get(load.get_absolute_url()).content.decode()
    assert "明细!F6" in report
    aside = client.get(reverse("datasets:load_aside", args=[load.pk]))
    assert b"".join(aside.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    done = client.post(load.get_absolute_url())
    version = Version.objects.get()
    assert done.headers["Location"] == version.get_absolute_url()
    assert (version.rows, version.set_aside) == (4, 1)
    assert client.get(version.get_absolute_url()).status_code == 200
    assert client.get(reverse("datasets:version_aside", args=[version.pk])).status_code == 200
    assert client.get(load.get_absolute_url()).status_code == 404


def test_another_sheet_or_row_of_headings_may_be_told(site: Site, dataset: Dataset) -> None:
    client = as_user(site.member)
    content = io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(payments())))
    other = book.create_sheet("第二张")
    for row in (["表"], ["甲", "乙"], HEADINGS, *payments(2)):
        other.append(list(row))
    book.save(content)
    load = actions.bring_file(dataset, upload(content.getvalue(), "明细.xlsx"), by=site.member)
    address = reverse("datasets:look", args=[load.pk])
    assert client.post(address, {"sheet": "第二张", "header": "1"}).status_code == 302
    load.refresh_from_db()
    assert (load.sheet, load.header) == ("第二张", 3)
    assert client.post(address, {"sheet": "第二张", "header": "2"}).status_code == 302
    load.refresh_from_db()
    assert load.headings == ["甲", "乙"]
    assert client.post(address, {"sheet": "第二张", "header": "14"}).status_code == 422
    assert client.post(address, {"sheet": "没有", "header": "1"}).status_code == 422


def test_a_large_file_is_checked_in_the_background_with_progress(
    site: Site, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loads, "AT_ONCE", 10)
    load = bring(dataset, as_csv(payments(50)), by=site.member)
    chosen = {f"column_{name}": at for name, at in load.plan["columns"].items()} | {"damaged": "keep"}
    client = as_user(site.member)
    answer = client.post(reverse("datasets:columns", args=[load.pk]), chosen)
    job = Job.objects.get()
    assert answer.headers["Location"] == job.get_absolute_url()
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result_url) == ("finished", load.get_absolute_url())
    assert "50 行可以导入" in job.message
    assert client.get(load.get_absolute_url()).status_code == 200


def test_a_check_in_the_background_fails_in_words(site: Site, dataset: Dataset) -> None:
    load = bring(dataset, as_csv(payments(300)).replace(b"P0280", b'"' + b"x" * 200_000), by=site.member)
    job = actions.check_later(load, by=site.member)
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, "第 281 行" in job.message) == ("failed", True)


def test_giving_up_removes_the_file(site: Site, dataset: Dataset) -> None:
    load = checked(dataset, by=site.member)
    client = as_user(site.member)
    assert client.post(reverse("datasets:discard", args=[load.pk])).status_code == 302
    assert not Load.objects.exists()


def test_grants_are_given_and_taken_back_on_pages(site: Site, dataset: Dataset) -> None:
    other = make_site(office=site.made.office)
    client, address = as_user(site.staff), reverse("datasets:grant", args=[dataset.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"in_round": str(site.made.round.pk)}).status_code == 422
    assert client.post(address, {"in_round": str(other.made.round.pk)}).status_code == 302
    grant = Grant.objects.get(round=other.made.round)
    revoke = reverse("datasets:revoke", args=[grant.pk])
    assert client.get(revoke).status_code == 200
    assert as_user(site.leader).post(revoke).status_code == 403
    assert client.post(revoke).status_code == 302
    assert not Grant.objects.filter(round=other.made.round).exists()


def test_the_office_extends_and_destroys_on_pages(site: Site, dataset: Dataset) -> None:
    client = as_user(site.head)
    extend = reverse("datasets:extend", args=[dataset.pk])
    later = dataset.keep_until + timedelta(days=9)
    assert client.post(extend, {"until": "2020-01-01", "reason": "核查"}).status_code == 422
    assert client.post(extend, {"until": later.isoformat(), "reason": "核查"}).status_code == 302
    destroy = reverse("datasets:dataset_move", args=[dataset.pk, "destroy"])
    assert client.post(destroy, {"witness": "", "reason": "期满"}).status_code == 422
    assert client.post(destroy, {"witness": "监销人", "reason": "期满"}).status_code == 302
    page = client.get(dataset.get_absolute_url()).content.decode()
    assert "数据销毁证明" in page
    assert client.get(reverse("datasets:bring", args=[dataset.pk])).status_code == 409


def test_other_databases_have_no_page_unless_switched_on(site: Site, dataset: Dataset, settings: Any) -> None:
    client, address = as_user(site.staff), reverse("datasets:query", args=[dataset.pk])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    settings.ALLOW_DATABASE_LOADS = True
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"url": "postgresql://a:geheim@127.0.0.1:1/d", "query": "delete from x"})
    assert wrong.status_code == 422
    assert "geheim" not in wrong.content.decode()


@pytest.mark.parametrize("name", sorted(CONTRACTS)[:3] + ["subsidy_payments"])
def test_a_contract_is_shown_in_full_and_its_template_is_accepted_again(site: Site, name: str) -> None:
    client, contract = as_user(site.staff), CONTRACTS[name]
    page = client.get(reverse("datasets:contract", args=[name])).content.decode()
    for words in (contract.purpose, contract.source, *contract.columns):
        assert str(words) in page
    answer: Any = client.get(reverse("datasets:template", args=[name]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [cell.value for cell in book.worksheets[0][1]] == [str(column) for column in contract.columns]


def test_a_contract_names_the_models_that_use_it(site: Site) -> None:
    page = as_user(site.staff).get(reverse("datasets:contract", args=["deaths"])).content.decode()
    assert "M01" in page
    assert reverse("supervision:model", args=["M01"]) in page


def test_every_template_can_be_made_and_every_contract_is_listed(site: Site) -> None:
    client = as_user(site.leader)
    page = client.get(reverse("datasets:contracts")).content.decode()
    for name, contract in CONTRACTS.items():
        assert str(contract) in page
        assert client.get(reverse("datasets:template", args=[name])).status_code == 200


def test_contracts_are_closed_to_those_without_data_sets(site: Site) -> None:
    client = as_user(make_user())
    for address in ("contracts", "contract", "template"):
        arguments = ["deaths"] if address != "contracts" else []
        assert client.get(reverse(f"datasets:{address}", args=arguments)).status_code == 404
    assert client.get(reverse("datasets:create")).status_code == 403
    assert as_user(site.staff).get(reverse("datasets:contract", args=["no-such"])).status_code == 404


def test_pages_need_few_statements_however_many_versions(site: Site, dataset: Dataset) -> None:
    client = as_user(site.staff)
    make_version(dataset, by=site.staff)
    few = statements(client, dataset.get_absolute_url())
    for _each in range(4):
        make_version(dataset, by=site.staff)
    assert statements(client, dataset.get_absolute_url()) <= few + 1
    assert few <= 60
    newest = dataset.versions.first()
    assert newest is not None
    assert statements(client, newest.get_absolute_url()) <= 40
    assert statements(client, reverse("datasets:contracts")) <= 20
    assert statements(client, ledger_url("datasets")) <= 25


def statements(client: Client, address: str) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)


# The command


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("data", *arguments, stdout=out)
    return out.getvalue()


def test_data_are_loaded_and_listed_from_the_command_line(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "明细.csv"
    file.write_bytes(as_csv(payments(4), ["编号甲", *HEADINGS[1:]]))
    standing = list(store.known_places())
    where = ["--office", site.made.office.name, "--title", "命令行导入", "--as", site.staff.username]
    with pytest.raises(CommandError, match="发放编号"):
        told("load", "subsidy_payments", str(file), *where)
    assert not Load.objects.exists()
    assert not Dataset.objects.exists()
    mapped = [*where, "--mapping", "payment_id=编号甲"]
    assert "dry run: 4 of 4 rows" in told("load", "subsidy_payments", str(file), *mapped, "--dry-run")
    assert not Dataset.objects.exists()
    assert list(store.known_places()) == standing
    found = json.loads(told("load", "subsidy_payments", str(file), *mapped, "--json"))
    assert (found["version"], found["good"]) == (1, 4)
    assert "version 2: 4 of 4 rows" in told("load", "subsidy_payments", str(file), *mapped)
    assert Dataset.objects.count() == 1
    listed = json.loads(told("list", "--json"))
    assert (listed[0]["title"], listed[0]["version"], listed[0]["rows"]) == ("命令行导入", 2, 4)
    assert json.loads(told("list", "--json", "--as", make_user().username)) == []
    assert "命令行导入" in told("list")


def test_the_command_says_what_is_wrong(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"%PDF")
    bad = tmp_path / "b.csv"
    bad.write_text("身份证号,姓名,死亡日期\n1,甲,2025-13-01\n")
    where = ["--office", site.made.office.name, "--title", "甲"]
    staff = ["--as", site.staff.username]
    wrong = [
        ("no_such", str(file), *where, *staff),
        ("deaths", str(tmp_path / "none.csv"), *where, *staff),
        ("deaths", str(file), "--office", "没有", "--title", "甲", *staff),
        ("deaths", str(file), *where, "--as", "nobody"),
        ("deaths", str(file), *where, "--as", make_user().username),
        ("deaths", str(file), *where, *staff),
        ("deaths", str(bad), *where, *staff),
    ]
    for arguments in wrong:
        with pytest.raises(CommandError):
            told("load", *arguments)
    with pytest.raises(CommandError, match=r"(?s)Not one row.*died_on"):
        told("load", *wrong[-1])
    assert not Dataset.objects.exists()
    assert not Version.objects.exists()
    assert not Load.objects.exists()
