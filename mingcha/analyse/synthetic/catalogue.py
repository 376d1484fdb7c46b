"""The whole province: every area's tables. A new area's file is added to the list here."""

from mingcha.analyse.synthetic import (
    allowance,
    appointments,
    belongings,
    business,
    city,
    elderly,
    farmland,
    fields,
    finance,
    grain,
    housing,
    investment,
    machinery,
    medical,
    payroll,
    people,
    purchasing,
    relations,
    research,
    screens,
    spending,
    subsidies,
    tenders,
    village,
    works,
)
from mingcha.analyse.synthetic.province import Fill, Province

FILLS: tuple[Fill, ...] = (
    people.fill,
    subsidies.fill,
    belongings.fill,
    allowance.fill,
    housing.fill,
    elderly.fill,
    machinery.fill,
    farmland.fill,
    fields.fill,
    village.fill,
    grain.fill,
    medical.fill,
    research.fill,
    investment.fill,
    city.fill,
    tenders.fill,
    works.fill,
    purchasing.fill,
    relations.fill,
    spending.fill,
    finance.fill,
    payroll.fill,
    business.fill,
    appointments.fill,
    screens.fill,
)


def province(scale: int, seed: int = 1) -> Province:
    """A province of `scale` persons with everything in it."""
    made = Province(scale, seed)
    for fill in FILLS:
        fill(made)
    return made
