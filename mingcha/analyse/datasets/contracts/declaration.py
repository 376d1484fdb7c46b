"""A contract: what a kind of table must hold, where it comes from, what it may be used for, and how long."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.core.exceptions import ImproperlyConfigured

from mingcha.analyse.datasets.contracts.columns import Column
from mingcha.foundation.words import Words


class Area(StrEnum):
    """The areas that tables and models are grouped by."""

    PEOPLE = "people"
    SUBSIDIES = "subsidies"
    ALLOWANCE = "allowance"
    HOUSING = "housing"
    ELDERLY = "elderly"
    FARMLAND = "farmland"
    FIELDS = "fields"
    VILLAGE = "village"
    MACHINERY = "machinery"
    GRAIN = "grain"
    TENDERS = "tenders"
    WORKS = "works"
    PURCHASING = "purchasing"
    SPENDING = "spending"
    FINANCE = "finance"
    PAYROLL = "payroll"
    BUSINESS = "business"
    APPOINTMENTS = "appointments"
    MEDICAL = "medical"
    RESEARCH = "research"
    INVESTMENT = "investment"
    CITY = "city"
    SCREENS = "screens"
    RELATIONS = "relations"


AREAS: dict[str, Words] = {
    Area.PEOPLE: Words("人员与单位", "People and units"),
    Area.SUBSIDIES: Words("惠民补贴", "Subsidies"),
    Area.ALLOWANCE: Words("低保救助", "Minimum living allowance and relief"),
    Area.HOUSING: Words("住房保障", "Housing"),
    Area.ELDERLY: Words("养老服务", "Care of the elderly"),
    Area.FARMLAND: Words("耕地保护", "Farmland"),
    Area.FIELDS: Words("高标准农田", "High-standard farmland"),
    Area.VILLAGE: Words("农村集体三资", "Village assets"),
    Area.MACHINERY: Words("农机购置", "Farm machinery"),
    Area.GRAIN: Words("粮食购销", "Grain"),
    Area.TENDERS: Words("招标投标", "Tenders"),
    Area.WORKS: Words("工程建设", "Construction works"),
    Area.PURCHASING: Words("政府采购", "Purchasing"),
    Area.SPENDING: Words("三公经费", "Official spending"),
    Area.FINANCE: Words("财务管理", "Finance"),
    Area.PAYROLL: Words("工资与编制", "Payroll and posts"),
    Area.BUSINESS: Words("公职人员经商办企业", "Officials in business"),
    Area.APPOINTMENTS: Words("选人用人", "Appointments"),
    Area.MEDICAL: Words("医疗保障", "Medical insurance"),
    Area.RESEARCH: Words("科研经费", "Research funds"),
    Area.INVESTMENT: Words("招商引资", "Investment promotion"),
    Area.CITY: Words("城市管理", "City management"),
    Area.SCREENS: Words("通用统计筛查", "Statistical screens"),
    Area.RELATIONS: Words("关联关系", "Relations"),
}


@dataclass(frozen=True)
class Contract:
    """One kind of table (数据契约).

    `keys` tell one row from another; `authority` is on what ground the table may be asked for;
    `users` who may work with it; `keep_days` how long after the round it may be kept.
    """

    name: str
    words: Words
    area: Area
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    source: Words
    purpose: Words
    authority: Words = Words(
        "巡视巡察工作条例规定的调阅资料权限；发函调取，注明用途", "Right to call for documents"
    )
    users: Words = Words("本轮巡视巡察组及派出的巡察办", "The round's teams and the office that sent them")
    keep_days: int = 90

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ImproperlyConfigured(f"Contract {self.name}: columns twice: {sorted(twice)}")
        if unknown := set(self.keys) - set(names):
            raise ImproperlyConfigured(f"Contract {self.name}: no such key columns: {sorted(unknown)}")
        if not self.keys:
            raise ImproperlyConfigured(f"Contract {self.name}: no key")

    def __str__(self) -> str:
        return str(self.words)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def schema(self) -> dict[str, str]:
        """Column names and the types they are stored as, in Ibis' words."""
        return {column.name: column.stored for column in self.columns}

    @property
    def is_personal(self) -> bool:
        """Whether it tells of persons, so that every query goes on the trail."""
        return any(column.is_personal for column in self.columns)
