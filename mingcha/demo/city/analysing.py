"""Data analysis for the running round: data sets of invented persons, models run, clues verified."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mingcha.analyse.clues.models import Clue
from mingcha.analyse.clues.workflow import WORKFLOW as CLUES
from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.contracts.people import DEATHS
from mingcha.analyse.datasets.models import Dataset, Version
from mingcha.analyse.supervision.actions import start_run
from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.tasks import carry_out
from mingcha.analyse.synthetic import people, relations, subsidies
from mingcha.analyse.synthetic.province import Province
from mingcha.demo.city.comparing import match_registers, office_model, typed_by_hand
from mingcha.demo.city.preparing import Running, done
from mingcha.foundation.accounts.models import User

PERSONS, SEED = 1200, 8
TRADING = "公共资源交易中心"
FROM = {
    "subsidy_payments": "财政局",
    "deaths": "民政局",
    "prisoners": "司法局",
    "residents": "公安局",
    "officials": "委组织部",
    "kin": "委组织部",
    "companies": "市场监督管理局",
    "company_roles": "市场监督管理局",
    "account_holders": TRADING,
    "tenders": TRADING,
    "bids": TRADING,
    "awards": TRADING,
    "purchases": "财政局",
}
# The models run, why, and what a person did to verify a clue of theirs.
RUNS = {
    "本轮巡察惠民补贴专项核查": (("M01", "M08"), "调取死亡证明、银行流水并与经办人核实（示例）。"),
    "本轮巡察工程招标采购专项核查": (
        ("R01", "R02", "R03"),
        "调取企业登记、投标文件和账户开户资料并与有关人员谈话核实（示例）。",
    ),
}


def analyse(running: Running, today: date) -> None:
    """Load the data, run the models, hand most clues to one inspection, and verify some of each model's."""
    province = Province(PERSONS, SEED)
    for fill in (people.fill, subsidies.fill, relations.fill):
        fill(province)
    staff = running.place.one("office_staff")
    versions = {name: _load_of(name, province, running, today) for name in FROM}
    for why, (codes, reason) in RUNS.items():
        for code in codes:
            _run(MODELS[code], versions, why, staff)
            _verify(code, reason, running, staff)
    office_model(running.place, versions["subsidy_payments"])
    by_hand = f"{running.plan.name}殡仪馆手工登记"
    typed = load_list(DEATHS, typed_by_hand(province, today), running, today, title=by_hand, source="殡仪馆")
    match_registers(versions["residents"], typed, running.place)


def _load_of(name: str, province: Province, running: Running, today: date) -> Version:
    contract = province.contracts[name]
    title = f"{running.plan.name}{contract.words.zh}"
    return load_list(contract, province.table(contract), running, today, title=title, source=FROM[name])


def load_list(
    contract: Contract, table: pa.Table, running: Running, today: date, *, title: str, source: str
) -> Version:
    """Asked for by letter, given to the round's teams, loaded; what was misread is kept and marked."""
    staff = running.place.one("office_staff")
    dataset = actions.register_dataset(
        contract=contract.name,
        by=staff,
        office=running.place.office,
        title=title,
        department=f"{running.place.name}{source}（示例）",
        letter_number=f"示例函〔{today.year}〕{Dataset.objects.count() + 1}号",
        letter_on=today - timedelta(days=20),
        purpose=contract.purpose.zh,
        keep_until=max(today, timezone.localdate()) + timedelta(days=contract.keep_days),
    )
    actions.grant_round(dataset, running.round, by=staff)
    content = io.BytesIO()
    pq.write_table(table, content)
    upload = SimpleUploadedFile(f"{contract.words.zh}.parquet", content.getvalue())
    load = actions.bring_file(dataset, upload, by=staff)
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=True, by=staff)
    actions.check_load(load, by=staff)
    return actions.load_version(load, by=staff)


def _run(model: Model, versions: dict[str, Version], why: str, staff: User) -> None:
    given = {name: versions[contract.name] for name, contract in model.inputs.items()}
    carry_out(start_run(model, versions=given, parameters={}, why=why, by=staff))


def _verify(code: str, reason: str, running: Running, staff: User) -> None:
    """The first inspection gets them: some confirmed by two, some explained, some still open."""
    squad = running.squads[0]
    member, leader, inspection = squad.one("member"), squad.one("leader"), squad.inspections[0]
    clues = list(Clue.objects.filter(office=running.place.office, model_code=code).order_by("subject_key"))
    handed = clues[: len(clues) * 3 // 4]
    task, no_one = inspection.task, None
    done(CLUES.perform_many(handed, "assign", by=staff, task=task, assigned_to=no_one))
    third = max(1, len(handed) // 3)
    confirmed, dismissed = handed[:third], handed[third : third + third // 2]
    done(CLUES.perform_many(confirmed, "propose", by=member, outcome="confirmed", reason=reason))
    done(CLUES.perform_many(confirmed, "agree", by=leader))
    innocent = MODELS[code].false_positives[0].code
    given: dict[str, Any] = {"outcome": "allowed", "false_positive": innocent, "explained_until": None}
    done(CLUES.perform_many(dismissed, "dismiss", by=member, reason=reason, **given))
