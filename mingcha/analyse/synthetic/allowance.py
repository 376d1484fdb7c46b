"""Relief: who is on the lists, with officials' kin, assets, double relief and the dead."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.allowance import RELIEF_LIST
from mingcha.analyse.datasets.contracts.people import (
    DEATHS,
    HOUSES,
    HOUSING_FUND,
    KIN,
    OFFICIALS,
    PAYROLL,
    VEHICLES,
)
from mingcha.analyse.datasets.contracts.subsidies import SUBSIDY_PAYMENTS
from mingcha.analyse.synthetic.belongings import Row, car, firms, fund, house, month
from mingcha.analyse.synthetic.homes import block, homes
from mingcha.analyse.synthetic.province import BEGIN, Province, Sort

FROM, UNTIL = np.datetime64("2024-01-01"), np.datetime64("2024-12-01")
DIED = np.datetime64("2024-05-20")


def fill(province: Province) -> None:
    _lists(province)
    _officials_kin(province)
    _assets(province)
    _relief_twice(province)
    _guardians(province)


def listed(province: Province, index: int, scheme: str = "rural", **more: Any) -> Row:
    """A row of the relief list for a person, all of 2024 unless told otherwise."""
    return {
        "record_id": f"RL{index}",
        "person_id": province.persons[index],
        "name": province.names[index],
        "household": f"D{index // 3}",
        "relation": "户主",
        "scheme": scheme,
        "from_month": FROM,
        "to_month": UNTIL,
        "monthly": 400,
        "single": False,
        "filed": False,
        "authority": "示例一镇",
        "village": province.villages[province.village_of[index]],
    } | more


def _lists(province: Province) -> None:
    """Ordinary households on the allowance, three persons each, and the destitute with temporary relief."""
    who = np.array(block(province, 3 * max(10, province.scale // 120)))
    home = np.char.add("D", (who // 3).astype(str))
    scheme = np.array(["rural", "urban"])[who // 3 % 2]
    _list(province, who, scheme, "RB", home, np.array(["户主", "配偶", "子女"])[who % 3])
    alone = np.array(block(province, max(10, province.scale // 200)))
    home = np.char.add("T", alone.astype(str))
    _list(province, alone, np.full(len(alone), "destitute"), "RD", home, np.full(len(alone), "户主"))
    _list(province, alone, np.full(len(alone), "temporary"), "RT", home, np.full(len(alone), "户主"))
    paid = np.repeat(alone, 12)
    province.add(
        SUBSIDY_PAYMENTS,
        {
            "payment_id": np.char.add("PS", np.arange(len(paid)).astype(str)),
            "person_id": province.persons[paid],
            "name": province.names[paid],
            "item": np.full(len(paid), "特困供养金"),
            "month": np.tile([month(one) for one in range(1, 13)], len(alone)),
            "amount": np.full(len(paid), 900),
            "account": province.accounts[paid],
            "payee": province.names[paid],
        },
    )


def _list(province: Province, who: Any, scheme: Any, prefix: str, home: Any, relation: Any) -> None:
    started = BEGIN.astype("datetime64[M]") + province.rng.integers(0, 24, len(who))
    province.add(
        RELIEF_LIST,
        {
            "record_id": np.char.add(prefix, who.astype(str)),
            "person_id": province.persons[who],
            "name": province.names[who],
            "household": home,
            "relation": relation,
            "scheme": scheme,
            "from_month": started.astype("datetime64[D]"),
            "monthly": province.rng.integers(200, 900, len(who)),
            "authority": np.full(len(who), "示例一镇"),
            "village": province.villages[province.village_of[who]],
            "account": province.accounts[who],
        },
    )


def _official(province: Province, index: int) -> Row:
    return {
        "person_id": province.persons[index],
        "name": province.names[index],
        "unit": "示例村",
        "post": "村委会委员",
        "is_village": True,
        "since": np.datetime64("2021-01-01"),
    }


def _tie(province: Province, official: int, relative: int, relation: str, degree: int) -> Row:
    return {
        "relation_id": f"KA{relative}",
        "person_id": province.persons[official],
        "kin_id": province.persons[relative],
        "kin_name": province.names[relative],
        "relation": relation,
        "degree": degree,
    }


def _officials_kin(province: Province) -> None:
    """M02: the father of a cadre, oneself on the payroll; a grandfather, someone of the same household.

    Kin whom nobody declared are missed, and kin really poor are hit: the tables do not show either.
    """
    _kin_of_cadres(province, Sort.PLAIN, "", "父亲", 1)
    _on_payroll(province, Sort.PLAIN, "", "基本工资")
    _kin_of_cadres(province, Sort.HARD, "second degree", "祖父", 2)
    _same_household(province)
    _kin_of_cadres(province, Sort.HARD, "not declared", "", 0)
    _kin_of_cadres(province, Sort.INNOCENT, "kin_poor", "母亲", 1)
    _kin_of_cadres(province, Sort.INNOCENT, "disability_case", "子女", 1, single=True)
    _kin_of_cadres(province, Sort.INNOCENT, "filed", "父亲", 1, filed=True)
    _kin_of_cadres(province, Sort.INNOCENT, "third degree", "叔父", 3)
    _on_payroll(province, Sort.INNOCENT, "public_post", "公益性岗位补贴")


def _kin_of_cadres(province: Province, sort: Sort, why: str, relation: str, degree: int, **more: Any) -> None:
    relatives, cadres = homes(province, province.many), homes(province, province.many)
    pairs = list(zip(cadres, relatives, strict=True))
    province.add_rows(RELIEF_LIST, [listed(province, one, **more) for one in relatives])
    province.add_rows(OFFICIALS, [_official(province, one) for one in cadres])
    if relation:
        province.add_rows(KIN, [_tie(province, cadre, one, relation, degree) for cadre, one in pairs])
    for one in relatives:
        province.plant("M02", sort, province.persons[one], why)


def _on_payroll(province: Province, sort: Sort, why: str, item: str) -> None:
    who = homes(province, province.many)
    province.add_rows(RELIEF_LIST, [listed(province, one) for one in who])
    paid = [
        {
            "pay_id": f"WA{one}-{number}",
            "person_id": province.persons[one],
            "name": province.names[one],
            "unit": "示例学校",
            "month": month(number),
            "item": item,
            "amount": 2_000,
        }
        for one in who
        for number in range(1, 13)
    ]
    province.add_rows(PAYROLL, paid)
    for one in who:
        province.plant("M02", sort, province.persons[one], why)


def _same_household(province: Province) -> None:
    who = homes(province, province.many)
    province.add_rows(RELIEF_LIST, [listed(province, one) for one in who])
    province.add_rows(OFFICIALS, [_official(province, one + 1) for one in who])
    for one in who:
        province.plant("M02", Sort.HARD, province.persons[one], "the official lives with them")


def _assets(province: Province) -> None:
    """M03: a good car and two homes, a housing fund; a car just over, a firm of someone not on the list."""
    who = _on_the_list(province, Sort.PLAIN)
    province.add_rows(VEHICLES, [car(province, one, 80_000) for one in who])
    province.add_rows(HOUSES, [house(province, one, number) for one in who for number in (1, 2)])
    who = _on_the_list(province, Sort.PLAIN)
    province.add_rows(HOUSING_FUND, [row for one in who for row in fund(province, one, 6, 4_000)])
    who = _on_the_list(province, Sort.HARD, "just over the limit")
    province.add_rows(VEHICLES, [car(province, one, 30_500) for one in who])
    who = _on_the_list(province, Sort.HARD, "a company of one who is not listed")
    firms(province, [one + 1 for one in who], "存续", 3)
    _innocent_assets(province)


def _innocent_assets(province: Province) -> None:
    """The last cannot be told from a case: somebody else's car under a lent name."""
    who = _on_the_list(province, Sort.INNOCENT, "disabled_vehicle")
    province.add_rows(VEHICLES, [car(province, one, 60_000, kind="残疾人专用汽车") for one in who])
    who = _on_the_list(province, Sort.INNOCENT, "old_vehicle")
    province.add_rows(VEHICLES, [car(province, one, 60_000, on="2011-05-01") for one in who])
    kinds: dict[str, Row] = {
        "inherited_share": {"acquired_by": "继承", "share": 0.5},
        "demolished": {"status": "已拆除"},
    }
    for why, more in kinds.items():
        who = _on_the_list(province, Sort.INNOCENT, why)
        province.add_rows(HOUSES, [house(province, one) for one in who])
        province.add_rows(HOUSES, [house(province, one, 2, **more) for one in who])
    firms(province, _on_the_list(province, Sort.INNOCENT, "zombie_firm"), "存续", 0)
    who = _on_the_list(province, Sort.INNOCENT, "name_lent")
    province.add_rows(VEHICLES, [car(province, one, 90_000) for one in who])


def _on_the_list(province: Province, sort: Sort, why: str = "") -> list[int]:
    """Households on the allowance, labelled for M03, by their first member."""
    who = homes(province, province.many)
    rows = [listed(province, one) for one in who]
    province.add_rows(RELIEF_LIST, rows)
    for row in rows:
        province.plant("M03", sort, row["household"], why)
    return who


def _relief_twice(province: Province) -> None:
    """M04: the allowance and support of the destitute for a year; two places for two months.

    A wrong identity number in the second list is missed.
    """
    second: list[tuple[Sort, str, Row]] = [
        (Sort.PLAIN, "", {"scheme": "destitute"}),
        (Sort.HARD, "two months in two places", {"authority": "示例二镇", "from_month": month(11)}),
        (Sort.HARD, "another identity number", {"scheme": "destitute", "person_id": "99010119500101000X"}),
        (Sort.INNOCENT, "allowed_combination", {"scheme": "temporary"}),
        (Sort.INNOCENT, "moved", {"authority": "示例二镇", "from_month": month(12)}),
        (Sort.INNOCENT, "renewed", {"from_month": month(6)}),
    ]
    for sort, why, other in second:
        who = block(province, province.many)
        more = {"to_month": month(20), **other}
        province.add_rows(RELIEF_LIST, [listed(province, one) for one in who])
        again = [listed(province, one, **more) | {"record_id": f"RM{one}"} for one in who]
        province.add_rows(RELIEF_LIST, again)
        for one in who:
            province.plant("M04", sort, province.persons[one], why)


def _guardians(province: Province) -> None:
    """M09: six months paid on, drawn by the guardian (found by M01 too); two under the guardian's name.

    A date of death entered too early is hit, by M01 too.
    """
    for ward in _wards(province, Sort.PLAIN):
        _support(province, ward, ward, range(4, 13))
        province.plant("M01", Sort.PLAIN, province.persons[ward])
    for ward in _wards(province, Sort.INNOCENT, "late_registration"):
        _support(province, ward, ward, range(6, 8))
        province.plant("M01", Sort.INNOCENT, province.persons[ward], "late_registration")
    for ward in _wards(province, Sort.HARD, "under the guardian's name"):
        _support(province, ward, ward + 1, range(7, 9))
    for ward in _wards(province, Sort.INNOCENT, "funeral_month"):
        _support(province, ward, ward, range(3, 7))
    for ward in _wards(province, Sort.INNOCENT, "funeral_grant"):
        _support(province, ward, ward + 1, range(8, 9), "特困人员丧葬费")
    for ward in _wards(province, Sort.INNOCENT, "other_ward"):
        _support(province, ward, ward + 1, range(7, 13))
        province.add_rows(RELIEF_LIST, [_ward(province, ward + 2, ward + 1)])


def _wards(province: Province, sort: Sort, why: str = "") -> list[int]:
    """The destitute who died, each with the next of the household for a guardian."""
    who = homes(province, province.many)
    province.add_rows(RELIEF_LIST, [_ward(province, one, one + 1) for one in who])
    dead = [{"person_id": province.persons[one], "name": province.names[one], "died_on": DIED} for one in who]
    province.add_rows(DEATHS, dead)
    for one in who:
        province.plant("M09", sort, province.persons[one], why)
    return who


def _ward(province: Province, index: int, guardian: int) -> Row:
    kept = {"guardian_id": province.persons[guardian], "guardian": province.names[guardian]}
    return listed(province, index, "destitute", to_month=None, account=province.accounts[index], **kept)


def _support(province: Province, ward: int, paid_to: int, months: range, item: str = "特困供养金") -> None:
    """Support of a ward, booked under the ward or the guardian, and drawn by the guardian."""
    paid = [
        {
            "payment_id": f"PG{ward}-{number}",
            "person_id": province.persons[paid_to],
            "name": province.names[paid_to],
            "item": item,
            "month": month(number),
            "amount": 900,
            "account": province.accounts[paid_to],
            "payee": province.names[ward + 1],
        }
        for number in months
    ]
    province.add_rows(SUBSIDY_PAYMENTS, paid)
