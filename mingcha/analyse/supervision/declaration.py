"""What one model's file says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.supervision.parameters import Parameter
from mingcha.foundation.words import Words

# What every hit has besides its evidence: whom or what it is about, how strong, and the rows behind it.
FIXED = ("subject_key", "subject_name", "score")
KEYS = "keys_"  # `keys_payments`: an array of the keys of the rows of `payments` behind the hit


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Standing(StrEnum):
    """How well the rule is attested: by a published rule or case, or by common audit practice only."""

    ATTESTED = "V"
    PRACTICE = "M"


class Subject(StrEnum):
    """What a hit is about. Clues of the same subject are shown together across models."""

    PERSON = "person"
    HOUSEHOLD = "household"
    COMPANY = "company"
    UNIT = "unit"  # an office, village, school, hospital
    PROJECT = "project"  # a tender, contract, works or research project
    ASSET = "asset"  # a parcel, vehicle, machine, house
    ACCOUNT = "account"
    TABLE = "table"  # a whole table, for screens


SUBJECTS: dict[str, Words] = {
    Subject.PERSON: Words("个人", "Person"),
    Subject.HOUSEHOLD: Words("家庭", "Household"),
    Subject.COMPANY: Words("企业", "Company"),
    Subject.UNIT: Words("单位", "Unit"),
    Subject.PROJECT: Words("项目", "Project"),
    Subject.ASSET: Words("地块、车辆、机具或房屋", "Parcel, vehicle, machine or house"),
    Subject.ACCOUNT: Words("账户", "Account"),
    Subject.TABLE: Words("整张表", "A whole table"),
}


@dataclass(frozen=True)
class FalsePositive:
    """A known innocent explanation, offered as a choice when a person gives the verdict."""

    code: str
    words: Words

    def __str__(self) -> str:
        return str(self.words)


@dataclass(frozen=True)
class Evidence:
    """A column of the hit that a person reads: how much, since when. `unit` is of numbers; a `month` is
    kept as its first day and told without the day; a `share` is a part of one and told in per cent."""

    name: str
    words: Words
    unit: str = ""
    month: bool = False
    share: bool = False

    def __str__(self) -> str:
        return str(self.words)


@dataclass(frozen=True)
class Case:
    """A tiny fixture: rows for each input, and the subjects that must be hit, with evidence to check.

    A row gives only the columns that matter; the rest are empty. `innocent` names the known false
    positive that the case shows, for a case without hits; `unjudged` are those not judged, and why.
    """

    name: str
    rows: Mapping[str, list[dict[str, Any]]]
    hits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    innocent: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    unjudged: Mapping[str, str] = field(default_factory=dict)


def rows(names: str, *given: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Rows of a case: `rows("person_id month amount", ("…", "2024-05-01", 100), …)`. Dates are ISO texts."""
    return [dict(zip(names.split(), one, strict=True)) for one in given]


@dataclass(frozen=True, eq=False)
class Model:
    """One supervision model. Each is itself only: a changed copy is another model.

    `hits` takes the inputs as Ibis tables and the parameters by name, and gives one table: `subject_key`,
    `subject_name`, `score` in [0, 1], one column for each evidence, and `keys_<input>` (arrays of text)
    for at least one input. `sentence` is filled from those columns. An `optional` input that an office
    does not have counts as empty. `notes` says what was chosen where the rule in use is vague, and why.
    `unjudged`, of the same arguments, gives those that the rule cannot be applied to: `subject_name`, and
    as `why` the code of a false positive.
    """

    code: str
    words: Words
    area: Area
    subject: Subject
    severity: Severity
    standing: Standing
    looks_for: Words
    basis: tuple[Words, ...]
    inputs: Mapping[str, Contract]
    evidence: tuple[Evidence, ...]
    sentence: Words
    to_check: Words
    hits: Callable[..., Any]
    cases: tuple[Case, ...]
    parameters: tuple[Parameter, ...] = ()
    false_positives: tuple[FalsePositive, ...] = ()
    optional: tuple[str, ...] = ()
    version: int = 1
    owner: Words = Words("巡察办信息员", "The office's information officer")
    notes: Words = Words("", "")
    unjudged: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        if unknown := set(self.optional) - set(self.inputs):
            raise ImproperlyConfigured(f"{self.code}: optional inputs unknown: {sorted(unknown)}")
        fps = {one.code for one in self.false_positives}
        if unknown := {case.innocent for case in self.cases if case.innocent} - fps:
            raise ImproperlyConfigured(f"{self.code}: false positives unknown: {sorted(unknown)}")

    def __str__(self) -> str:
        return f"{self.code} {self.words}"

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """What comes out, in order, without the arrays of keys."""
        return (*FIXED, *(one.name for one in self.evidence))

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(name for name in self.inputs if name not in self.optional)
