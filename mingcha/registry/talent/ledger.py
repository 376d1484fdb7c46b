"""The list of the pools, with its Excel import."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import (
    Bulk,
    Cell,
    CellError,
    Choice,
    Column,
    Dates,
    Import,
    Ledger,
    Reference,
)
from mingcha.foundation.words import listed
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import account_named, managed_offices, posts_of
from mingcha.registry.organisations.models import Division
from mingcha.registry.talent.actions import save_talents
from mingcha.registry.talent.models import Skill, Talent
from mingcha.registry.talent.permissions import examines_any, heads_any, keeps_any, reads_pools
from mingcha.registry.talent.workflow import TALENTS

Row = dict[str, Any]
Context = dict[str, Any]


@dataclass
class Known:
    """What the rows of one import are compared with, read once."""

    user: User

    @classmethod
    def of(cls, context: Context) -> "Known":
        known: Known = context.setdefault("known", cls(context["user"]))
        return known

    @cached_property
    def offices(self) -> list[Body]:
        return list(Body.objects.offices().filter(pk__in=managed_offices(self.user)))

    @cached_property
    def usual(self) -> Body | None:
        """The office that is meant where a row names none: the only one, or the only one of one's own."""
        held = set(posts_of(self.user).values_list("body_id", flat=True))
        own = [one for one in self.offices if one.pk in held] if len(self.offices) > 1 else self.offices
        return own[0] if len(own) == 1 else None

    @cached_property
    def divisions(self) -> dict[str, UUID]:
        return dict(Division.objects.values_list("code", "pk"))

    @cached_property
    def skills(self) -> dict[str, str]:
        return {str(label): str(code) for code, label in Skill.choices}


def offices_of(context: Context) -> list[tuple[Body, str]]:
    return [(office, office.short_name) for office in Known.of(context).offices]


def resolve_row(row: Row, context: Context) -> Row:
    """A row with its office, skills, account and native place. Raises CellError."""
    known = Known.of(context)
    if not row.get("office"):
        if known.usual is None:
            raise CellError("office", gettext("You keep the pools of several offices. Say which one."))
        row["office"] = known.usual
    row["skills"] = _skills(row.pop("skills"), known)
    if code := row.pop("native", None):
        if code not in known.divisions:
            message = gettext("There is no division with the code %(code)s.") % {"code": code}
            raise CellError("native", message)
        row["native_place_id"] = known.divisions[code]
    if name := row.pop("account", None):
        user = account_named(name)
        if user is None or user.is_administrator:
            raise CellError("account", gettext("There is no open account with this name."))
        row["user_id"] = user.pk
    return row


def _skills(text: str, known: Known) -> list[str]:
    words = [word.strip() for word in text.replace("，", "、").replace(",", "、").split("、") if word.strip()]
    if strange := [word for word in words if word not in known.skills]:
        names = {"skill": strange[0], "skills": listed(known.skills)}
        raise CellError("skills", gettext("“%(skill)s” is no skill of the list: %(skills)s.") % names)
    return [known.skills[word] for word in dict.fromkeys(words)]


def existing_talents(keys: list[tuple[Any, ...]], context: Context) -> dict[tuple[Any, ...], Any]:
    """Those in the pools already, by name and unit (and office)."""
    known = Known.of(context)
    rows = Talent.objects.filter(office__in=known.offices, name__in={key[0] for key in keys})
    standing = list(rows.exclude(status=Talent.Status.OUT))
    by_key: dict[tuple[Any, ...], Talent] = {(one.name, one.unit, one.office_id): one for one in standing}
    found = {}
    for key in keys:
        office = key[2] if len(key) > 2 and key[2] else known.usual
        if one := by_key.get((key[0], key[1], getattr(office, "pk", office))):
            found[key] = one
    return found


TALENT_LIST = Ledger(
    name="talents",
    model=Talent,
    title=_l("Talent pools"),
    stage="registry",
    order=25,
    columns=[
        Column("name", link=True),
        Choice("pool"),
        Column("unit", wide=True),
        Column("post", hidden=True),
        Choice("grade"),
        Column("skills", path=lambda talent: talent.skill_names, wide=True),
        Choice("status"),
        Reference("office", hidden=True),
        Reference("native_place", hidden=True),
        Dates("admitted_on", hidden=True),
        Dates("expires_on"),
        Dates("away_until", hidden=True),
    ],
    search=("name", "unit", "post"),
    sort="name",
    within={"bodies.Body": "office_id"},
    select_related=("office", "native_place"),
    bulk=[
        Bulk(TALENTS, "qualify", who=examines_any),
        Bulk(TALENTS, "admit", who=heads_any),
        Bulk(TALENTS, "take_out", who=keeps_any),
    ],
    create=("talent:create", keeps_any),
    importer=Import(
        cells=[
            Cell("name", required=True, key=True, example="测试甲"),
            Cell("unit", required=True, key=True, example=_l("Trial bureau")),
            Cell(
                "office",
                key=True,
                kind="choice",
                choices=offices_of,
                help=_l("Short name of the office. Empty: your own."),
            ),
            Cell("pool", required=True),
            Cell("post"),
            Cell("grade", required=True),
            Cell(
                "skills",
                required=True,
                kind="text",
                help=_l("Several with “、” between them."),
                example=_l("Audit"),
            ),
            Cell("born_on"),
            Cell("native", label=_l("Division code of the native place")),
            Cell("account", label=_l("Account")),
        ],
        resolve=resolve_row,
        save=save_talents,
        existing=existing_talents,
        who=keeps_any,
    ),
    who=reads_pools,
    sensitive=True,
    empty=_l("The pools are empty. Import people from Excel, or nominate the first one."),
)
