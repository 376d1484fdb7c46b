"""Two lists matched and some pairs decided; a model of the office's own, reviewed and run."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np
import pyarrow as pa

from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.matching.actions import decide, start_match
from mingcha.analyse.matching.linking.columns import suggested
from mingcha.analyse.matching.linking.inventing import Row, from_old_papers, misread
from mingcha.analyse.matching.queries import in_turn
from mingcha.analyse.matching.tasks import carry_out as match_lists
from mingcha.analyse.supervision.actions import preview_own, start_run, write_own
from mingcha.analyse.supervision.models import OwnModel, model_of
from mingcha.analyse.supervision.tasks import carry_out as run_model
from mingcha.analyse.supervision.workflow import OWN
from mingcha.analyse.synthetic import identities
from mingcha.analyse.synthetic.province import Province
from mingcha.demo.city.cast import Place

SEED = 8
KNOWN, OLD, NAMESAKES = 50, 12, 18  # typed by hand: people of the register, some from old papers; others
DECIDED = 3  # pairs that a person has looked at already
SAME_MONTH = """\
select person_id as subject_key, max(name) as subject_name,
       item as 项目, strftime(month, '%Y-%m') as 月份, count(*) as 笔数, sum(amount) as 合计元,
       list(payment_id) as keys_subsidy_payments
from subsidy_payments
group by person_id, item, month
having count(*) >= $least"""


def typed_by_hand(province: Province, today: date) -> pa.Table:
    """Deaths as a funeral home types them: slips, old papers, and namesakes from elsewhere."""
    slips, numbers = Random(SEED), identities.identity_numbers(np.random.default_rng(SEED), NAMESAKES)
    known = [_person(province.names[at], province.persons[at]) for at in range(KNOWN + OLD)]
    strangers = [_person(province.names[at + len(known)], number) for at, number in enumerate(numbers)]
    readable, old = known[:KNOWN], known[KNOWN:]
    rows = [*(misread(slips, one) for one in readable), *(from_old_papers(one) for one in old), *strangers]
    return pa.table(
        {
            "person_id": [one["identity"] for one in rows],
            "name": [one["name"] for one in rows],
            "died_on": [today.replace(day=1)] * len(rows),
        }
    )


def _person(name: str, identity: str) -> Row:
    return {"name": str(name), "identity": str(identity)}


def match_registers(register: Version, typed: Version, place: Place) -> None:
    """Whom of the register the list means: sure pairs, and doubts of which a person decided the first."""
    staff = place.one("office_staff")
    match = start_match(
        kind="person",
        left=typed,
        right=register,
        left_columns=_columns(typed.dataset.declared),
        right_columns=_columns(register.dataset.declared),
        lower=0.1,
        why="手工登记的名册有错漏，先与户籍比对再核查补贴（示例）",
        by=staff,
    )
    match_lists(match)
    for pair in in_turn(match)[:DECIDED]:
        decide(pair, same=True, by=staff, reason="旧册只记姓氏和15位号码，经村委会核实为同一人（示例）")


def _columns(contract: Contract | None) -> dict[str, str]:
    return suggested("person", contract.columns) if contract else {}


def office_model(place: Place, payments: Version) -> OwnModel:
    """Written by one person of the office, approved by another, and run."""
    staff, head = place.one("office_staff"), place.one("office_head")
    own = write_own(
        by=staff,
        title="同月同项补贴多次发放",
        area="subsidies",
        subject_kind="person",
        looks_for="同一人同一月份同一项目领取三笔以上补贴",
        to_check="核对发放清册和银行流水，区分补发、更正与重复发放",
        contracts=["subsidy_payments"],
        sql=SAME_MONTH,
        parameters={"least": 3},
    )
    preview_own(own, by=staff)
    own.refresh_from_db()
    OWN.perform(own, "submit", by=staff)
    OWN.perform(own, "approve", by=head)
    if model := model_of(own.code):
        versions = {"subsidy_payments": payments}
        run_model(
            start_run(model, versions=versions, parameters={}, why="本轮巡察惠民补贴专项核查", by=staff)
        )
    return own
