"""Data analysis for the running round: data sets of invented persons, two models run, clues verified."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pyarrow.parquet as pq
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mingcha.analyse.clues.models import Clue
from mingcha.analyse.clues.workflow import WORKFLOW as CLUES
from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.contracts.people import DEATHS, PRISONERS
from mingcha.analyse.datasets.contracts.subsidies import SUBSIDY_PAYMENTS
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.supervision.actions import start_run
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.tasks import carry_out
from mingcha.analyse.synthetic import people, subsidies
from mingcha.analyse.synthetic.province import Province
from mingcha.demo.city.preparing import Running, done
from mingcha.foundation.accounts.models import User

PERSONS, SEED = 1200, 8
FROM = {"subsidy_payments": "财政局", "deaths": "民政局", "prisoners": "司法局"}


def analyse(running: Running, today: date) -> None:
    """Load, run M01 and M08, hand the clues to one inspection, and verify most of them."""
    province = Province(PERSONS, SEED)
    for fill in (people.fill, subsidies.fill):
        fill(province)
    staff = running.place.one("office_staff")
    given = {
        one.name: _load(one, province, running, staff, today) for one in (SUBSIDY_PAYMENTS, DEATHS, PRISONERS)
    }
    payments = given["subsidy_payments"]
    _run("M01", {"payments": payments, "deaths": given["deaths"]}, staff)
    _run("M08", {"payments": payments, "prisoners": given["prisoners"]}, staff)
    _verify(running, staff)


def _load(contract: Contract, province: Province, running: Running, staff: User, today: date) -> Version:
    department = f"{running.place.name}{FROM[contract.name]}（示例）"
    dataset = actions.register_dataset(
        contract=contract.name,
        by=staff,
        office=running.place.office,
        title=f"{running.plan.name}{contract.words.zh}",
        department=department,
        letter_number=f"示例函〔{today.year}〕{list(FROM).index(contract.name) + 1}号",
        letter_on=today - timedelta(days=20),
        purpose=contract.purpose.zh,
        keep_until=max(today, timezone.localdate()) + timedelta(days=contract.keep_days),
    )
    actions.grant_round(dataset, running.round, by=staff)
    content = io.BytesIO()
    pq.write_table(province.table(contract), content)
    upload = SimpleUploadedFile(f"{contract.words.zh}.parquet", content.getvalue())
    load = actions.bring_file(dataset, upload, by=staff)
    actions.plan_load(load, columns=load.plan["columns"], keep_damaged=False, by=staff)
    actions.check_load(load, by=staff)
    return actions.load_version(load, by=staff)


def _run(code: str, versions: dict[str, Version], staff: User) -> None:
    why = "本轮巡察惠民补贴专项核查"
    carry_out(start_run(MODELS[code], versions=versions, parameters={}, why=why, by=staff))


def _verify(running: Running, staff: User) -> None:
    """The first inspection gets them: some confirmed by two, some explained, some still open."""
    squad = running.squads[0]
    member, leader, inspection = squad.one("member"), squad.one("leader"), squad.inspections[0]
    clues = list(Clue.objects.filter(office=running.place.office).order_by("model_code", "subject_key"))
    handed = clues[: len(clues) * 3 // 4]
    task, no_one = inspection.task, None
    done(CLUES.perform_many(handed, "assign", by=staff, task=task, assigned_to=no_one))
    third = max(1, len(handed) // 3)
    confirmed, dismissed = handed[:third], handed[third : third + third // 2]
    reason = "调取死亡证明、银行流水并与经办人核实（示例）。"
    done(CLUES.perform_many(confirmed, "propose", by=member, outcome="confirmed", reason=reason))
    done(CLUES.perform_many(confirmed, "agree", by=leader))
    for clue in dismissed:
        code = clue.model.false_positives[0].code if clue.model else "other"
        given: dict[str, Any] = {"outcome": "allowed", "false_positive": code, "explained_until": None}
        CLUES.perform(clue, "dismiss", by=member, reason=reason, **given)
