"""Investment promotion: incentives with tax, staff and power to match, applications, and contracts signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.companies import COMPANIES
from mingcha.analyse.datasets.contracts.investment import (
    COMPANY_POWER,
    COMPANY_TAXES,
    INCENTIVE_APPLICATIONS,
    INCENTIVES,
    INVESTMENT_CONTRACTS,
)
from mingcha.analyse.datasets.contracts.people import SOCIAL_INSURANCE
from mingcha.analyse.synthetic.planting import Bed, Firm, newcomers, numbered, on, who
from mingcha.analyse.synthetic.province import AS_OF, Province, Sort

PAID_ON = "2024-03-10"
JOBS = 4


def fill(province: Province) -> None:
    firms = np.arange(max(20, province.scale // 50) // 3)
    _incentives(province, firms)
    _insurance(province, firms)
    _applications(province, firms)
    _contracts(province, max(40, province.scale // 100))
    _unearned(province)
    _several_funds(province)
    _not_built(province)


def _named(province: Province, firms: Any) -> dict[str, Any]:
    return {"company_code": province.companies[firms], "company": province.company_names[firms]}


def _incentives(province: Province, firms: Any) -> None:
    """One incentive for each ordinary company, less than its tax of that year; power throughout."""
    count, rng = len(firms), province.rng
    amount = rng.integers(50, 300, count) * 1000
    province.add(
        INCENTIVES,
        _named(province, firms)
        | {
            "incentive_id": numbered("J", count),
            "fund": np.full(count, "招商奖补"),
            "amount": amount,
            "paid_on": np.full(count, np.datetime64(PAID_ON)),
            "promised_jobs": np.full(count, JOBS),
        },
    )
    months = np.tile(np.arange("2024-01", "2025-01", dtype="datetime64[M]"), count).astype("datetime64[D]")
    each = np.repeat(firms, 12)
    monthly = _named(province, each) | {"month": months}
    tax = np.repeat(amount, 12) / 12 * rng.uniform(1.1, 3.0, len(each))
    province.add(COMPANY_TAXES, monthly | {"tax_id": numbered("JT", len(each)), "amount": tax})
    power = {name: monthly[name] for name in ("company_code", "month")}
    kwh = rng.integers(2000, 90_000, len(each)).astype(float)
    kwh[np.arange(len(each)) % 12 == 7] = 50  # a month of holidays
    province.add(COMPANY_POWER, power | {"reading_id": numbered("JE", len(each)), "kwh": kwh})


def _insurance(province: Province, firms: Any) -> None:
    """As many ordinary persons as promised, each insured by one company, for two months after."""
    ordinary = np.arange(province.scale // 2)
    ordinary = province.rng.permutation(ordinary[ordinary % 50 != 0])[: len(firms) * JOBS]
    persons = np.tile(ordinary, 2)
    payer = np.tile(np.resize(firms, len(ordinary)), 2)
    month = np.repeat(np.array(["2024-05-01", "2024-06-01"], dtype="datetime64[D]"), len(ordinary))
    province.add(
        SOCIAL_INSURANCE,
        {
            "pay_id": numbered("JS", len(persons)),
            "person_id": province.persons[persons],
            "name": province.names[persons],
            "payer_code": province.companies[payer],
            "payer": province.company_names[payer],
            "month": month,
        },
    )


def _applications(province: Province, firms: Any) -> None:
    """Three applications of each company for machines of their own."""
    each = np.repeat(firms, 3)
    place = np.arange(len(each)) % 3
    province.add(
        INCENTIVE_APPLICATIONS,
        _named(province, each)
        | {
            "application_id": numbered("JA", len(each)),
            "department": np.array(["商务局", "工信局", "农业农村局"])[place],
            "fund": np.array(["冷链资金", "技改资金", "产业化资金"])[place],
            "asset": numbered("SB-", len(each)),
            "asset_name": np.full(len(each), "设备"),
            "amount": province.rng.integers(10, 500, len(each)) * 1000,
            "applied_on": np.full(len(each), np.datetime64("2024-02-01")),
        },
    )


def _contracts(province: Province, count: int) -> None:
    """Projects begun within months, paid in and built on; favours of the lawful kind."""
    signed = np.datetime64("2023-01-01") + province.rng.integers(0, 700, count).astype("timedelta64[D]")
    province.add(
        INVESTMENT_CONTRACTS,
        {
            "contract_id": numbered("JC", count),
            "project": numbered("示例招商项目", count),
            "signed_on": signed,
            "started_on": signed + np.timedelta64(150, "D"),
            "promised": np.full(count, 50_000_000),
            "invested": province.rng.integers(15_000_000, 60_000_000, count),
            "land_given_on": signed + np.timedelta64(90, "D"),
            "land_started_on": signed + np.timedelta64(160, "D"),
            "clauses": np.full(count, "依法享受国家统一的税收优惠"),
            "as_of": np.full(count, AS_OF),
        },
    )


def _gets(firms: Iterator[Firm], *, amount: int = 100_000, tax: int = 900_000, jobs: int = 0,
          insured: int = 0, still: int = 0, founded: str = "2012-06-01", starts: str | None = None,
          by_group: bool = False) -> Any:  # fmt: skip
    """A company with one incentive, its tax, its insured, and months without power after June 2024."""

    def write(bed: Bed, _number: int) -> str:
        company = next(firms)
        code = company["company_code"]
        taxpayer = next(firms)["company_code"] if by_group else code
        given = {"amount": amount, "paid_on": on(PAID_ON), "starts_on": on(starts) if starts else None}
        given |= {"promised_jobs": jobs or None, "taxpayer_code": taxpayer if by_group else None}
        bed.row(INCENTIVES, incentive_id=f"J{code}", **company, **given)
        bed.row(COMPANIES, founded_on=on(founded), status="存续", insured=30, tax=tax, **company)
        bed.row(COMPANY_TAXES, tax_id=f"JT{code}", company_code=taxpayer, month=on("2024-05-01"), amount=tax)
        for person in bed.province.take(insured):
            paid = {"payer_code": code, "payer": company["company"], "month": on("2024-06-01")}
            bed.row(SOCIAL_INSURANCE, pay_id=f"JS{person}", **paid, **who(bed.province, person))
        for month in range(still):
            day = (np.datetime64("2024-06") + month).astype("datetime64[D]")
            bed.row(COMPANY_POWER, reading_id=f"JE{code}-{month}", company_code=code, month=day, kwh=20.0)
        return code

    return write


def _unearned(province: Province) -> None:
    """M51: incentives far beyond the tax, no jobs, no power."""
    bed, firms = Bed(province, "M51"), newcomers("M51", province.many * 12)
    bed.numbers(Sort.PLAIN, "", _gets(firms, amount=2_000_000, jobs=20, insured=2, still=12))
    bed.numbers(Sort.HARD, "one yuan beyond the tax", _gets(firms, amount=900_001))
    bed.numbers(Sort.HARD, "four of ten jobs", _gets(firms, jobs=10, insured=4))
    bed.numbers(Sort.HARD, "six months without power", _gets(firms, still=6))
    bed.numbers(Sort.INNOCENT, "half the jobs, five months", _gets(firms, jobs=4, insured=2, still=5))
    bed.numbers(
        Sort.INNOCENT,
        "start_up",
        _gets(firms, amount=2_000_000, jobs=20, still=12, founded="2022-09-01", starts="2026-06-01"),
    )
    bed.numbers(Sort.INNOCENT, "other_goal, which no data tells", _gets(firms, amount=950_000))
    bed.numbers(Sort.INNOCENT, "group_tax", _gets(firms, amount=2_000_000, tax=9_000_000, by_group=True))
    bed.done()


def _applies(firms: Iterator[Firm], *given: tuple[str, str, str, bool]) -> Any:
    """A company's applications: department, fund, asset, whether it may be added to others."""

    def write(bed: Bed, number: int) -> str:
        company = next(firms)
        for place, (department, fund, asset, stackable) in enumerate(given):
            claim = {"department": department, "fund": fund, "asset": asset.format(number), "amount": 300_000}
            claim |= {"asset_name": "冷库", "applied_on": on("2024-02-01", place), "stackable": stackable}
            bed.row(
                INCENTIVE_APPLICATIONS,
                application_id=f"{company['company_code']}-{place}",
                **company,
                **claim,
            )
        return company["company_code"]

    return write


def _several_funds(province: Province) -> None:
    """M52: one cold store, several funds."""
    bed, firms = Bed(province, "M52"), newcomers("M52", province.many * 6)
    cold, tech, farm = ("商务局", "冷链资金"), ("工信局", "技改资金"), ("农业农村局", "产业化资金")
    whole = [(*one, "LK{}", False) for one in (cold, tech, farm)]
    written = [(*cold, "LK-{} 01", False), (*farm, "lk{}01", False)]
    mistyped = [(*cold, "LKO{}", False), (*farm, "LK0{}", False)]
    bed.numbers(Sort.PLAIN, "", _applies(firms, *whole))
    bed.numbers(Sort.HARD, "the number written otherwise", _applies(firms, *written))
    bed.numbers(Sort.HARD, "the number mistyped", _applies(firms, *mistyped))
    bed.numbers(Sort.INNOCENT, "stacking", _applies(firms, whole[0], (*tech, "LK{}", True)))
    bed.numbers(Sort.INNOCENT, "parts, which no data tells", _applies(firms, *whole[:2]))
    bed.numbers(Sort.INNOCENT, "stages", _applies(firms, whole[0], whole[0]))
    bed.done()


def _signs(key: str, **given: Any) -> Any:
    """A contract of 2023 that came about, but for what is said otherwise."""

    def write(bed: Bed, number: int) -> str:
        usual = {"signed_on": on("2023-05-04"), "started_on": on("2023-09-01"), "promised": 10_000_000}
        usual |= {"invested": 9_000_000, "land_given_on": None, "planned_start_on": None}
        contract = f"JX{key}{number}"
        bed.row(
            INVESTMENT_CONTRACTS,
            contract_id=contract,
            project=f"示例项目{contract}",
            as_of=AS_OF,
            **usual | given,
        )
        return contract

    return write


def _not_built(province: Province) -> None:
    """M53: nothing begun, little paid in, land idle, favours that the law forbids."""
    bed = Bed(province, "M53")
    new = {"signed_on": on("2024-08-01"), "started_on": on("2024-09-01")}
    bed.numbers(Sort.PLAIN, "", _signs("P", started_on=None, invested=0, land_given_on=on("2023-06-01")))
    bed.numbers(Sort.HARD, "thirteen months", _signs("A", signed_on=on("2024-11-30"), started_on=None))
    bed.numbers(Sort.HARD, "a little less than a fifth", _signs("B", invested=1_999_999))
    bed.numbers(Sort.HARD, "land for twenty-five months", _signs("C", land_given_on=on("2023-11-30")))
    bed.numbers(Sort.HARD, "signed on the day of the law", _signs("D", clauses="地方留成税收返还五成", **new))
    bed.numbers(Sort.HARD, "other words", _signs("E", clauses="地方贡献部分由财政全额扶持企业发展", **new))
    late = {"planned_start_on": on("2025-03-01"), "started_on": None, "invested": 0}
    bed.numbers(Sort.INNOCENT, "staged", _signs("F", **late))
    bed.numbers(Sort.INNOCENT, "paid in by stages", _signs("G", invested=1_500_000, due=1_500_000))
    bed.numbers(Sort.INNOCENT, "government, which no data tells", _signs("I", started_on=None))
    bed.numbers(Sort.INNOCENT, "before the law", _signs("H", clauses="税收返还五成"))
    bed.done()
