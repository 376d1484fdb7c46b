"""Households over several registers: who lives together and what its members own. Models share it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.supervision.portable import months_between

CAR, HOUSE, FUND, FIRM = "car", "house", "fund", "firm"
HARMLESS_VEHICLES = ("残疾", "轮椅", "摩托", "三轮", "拖拉机", "电动自行车")
NOT_TO_LIVE_IN = ("商", "办公", "车库", "车位", "仓储")
NOT_YET_OWNED = ("预售", "预告", "预购")
GONE = ("拆", "灭失", "注销")
FIRM_ENDED = ("注销", "吊销", "撤销")


def holds_any(text: Any, words: tuple[str, ...]) -> Any:
    """Whether a text has one of these words in it; an empty one has none."""
    return ibis.or_(*(text.like(f"%{word}%") for word in words)).fill_null(False)


def living_with(people: ir.Table, residents: ir.Table) -> ir.Table:
    """`person_id` with every `member_id` of the same household by the police register, oneself included."""
    people = people.select("person_id").distinct()
    known = residents.filter(residents.household.notnull()).select("person_id", "household")
    homes = people.inner_join(known, "person_id").select("person_id", "household")
    mates = known.select("household", member_id=known.person_id)
    shared = homes.inner_join(mates, "household").select("person_id", "member_id")
    return ibis.union(people.select("person_id", member_id=people.person_id), shared, distinct=True)


def until_known(relief: ir.Table) -> ir.Table:
    """Relief still running ends, for counting, with the last month that the list itself knows of."""
    last = relief.agg(horizon=ibis.greatest(relief.from_month.max(), ibis.coalesce(
        relief.to_month.max(), relief.from_month.max())))  # fmt: skip
    known = relief.cross_join(last)
    return known.mutate(to_month=ibis.coalesce(known.to_month, known.horizon)).drop("horizon")


def cars(members: ir.Table, vehicles: ir.Table, limit: Decimal, old_years: int) -> ir.Table:
    """Cars worth more than the limit (or of unknown worth) that were not old when the benefit began."""
    kept = vehicles.filter(~holds_any(vehicles.kind, HARMLESS_VEHICLES))
    kept = kept.filter(kept.value.isnull() | (kept.value > limit))
    owned = members.inner_join(kept, members.member_id == kept.person_id)
    bought = owned.registered_on
    age = months_between(bought, owned.since)
    fits = (bought.isnull() | (bought <= owned.until)) & (age <= old_years * 12).fill_null(True)
    return _found(owned.filter(fits), CAR, "plate", "value")


def houses(members: ir.Table, register: ir.Table) -> ir.Table:
    """Homes that stand and are owned to live in: no shop, no inherited part, none not yet delivered."""
    part = (register.share < 1.0).fill_null(False) & holds_any(register.acquired_by, ("继承",))
    kept = register.filter(
        ~part
        & ~holds_any(register.use, NOT_TO_LIVE_IN)
        & ~holds_any(register.status, GONE + NOT_YET_OWNED)
        & ~holds_any(register.acquired_by, NOT_YET_OWNED)
    )
    owned = members.inner_join(kept, members.member_id == kept.person_id)
    owned = owned.filter(owned.registered_on.isnull() | (owned.registered_on <= owned.until))
    return _found(owned, HOUSE, "house_id", None)


def fund(members: ir.Table, payments: ir.Table, above: Decimal | None = None) -> ir.Table:
    """Months of the benefit in which the housing fund was paid, on a base above the limit if there is one."""
    kept = payments if above is None else payments.filter(payments.base > above)
    paid = members.inner_join(kept, members.member_id == kept.person_id)
    paid = paid.filter((paid.month >= paid.since) & (paid.month <= paid.until))
    return _found(paid, FUND, "pay_id", "base", "month")


def firms(members: ir.Table, roles: ir.Table, companies: ir.Table, kinds: tuple[str, ...]) -> ir.Table:
    """Companies that members ran meanwhile, without those ended or idle: nobody insured and no tax paid."""
    idle = ((companies.insured == 0) & (companies.tax == 0)).fill_null(False)
    ended = companies.filter(idle | holds_any(companies.status, FIRM_ENDED))
    kept = roles.filter(roles.role.isin(kinds)).anti_join(ended, "company_code")
    run = members.inner_join(kept, members.member_id == kept.person_id)
    started = run["since_right"].isnull() | (run["since_right"] <= run.until)
    running = run["until_right"].isnull() | (run["until_right"] >= run.since)
    return _found(run.filter(started & running), FIRM, "role_id", None)


def _found(owned: ir.Table, kind: str, key: str, value: str | None, month: str | None = None) -> ir.Table:
    """One row for each thing found, in the same columns whatever it is."""
    worth = owned[value] if value else ibis.null("decimal(18, 2)")
    return owned.select(
        "home",
        kind=ibis.literal(kind),
        key=owned[key],
        value=worth.cast("decimal(18, 2)"),
        month=(owned[month] if month else ibis.null("date")).cast("date"),
    ).distinct()
