"""Offices with their bodies, officers, organisations and dictionaries for the tests."""

from datetime import date
from itertools import count
from typing import Any

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.actions import create_bodies_many, give_post
from mingcha.registry.bodies.models import HELD_IN, Body, Kind, Level, Role
from mingcha.registry.frames.models import Discipline, Frame, FrameItem, IssueClass, RuleSet
from mingcha.registry.organisations.actions import create_organisation
from mingcha.registry.organisations.models import LeadingPerson, Organisation, Representative
from mingcha.testing.foundation import make_administrator, make_user

LONG_AGO = date(2021, 1, 1)
_numbers = count(1)


def security() -> User:
    """The security administrator, the same one each time."""
    found = User.objects.filter(administration="security").first()
    return found or make_administrator("security")


def make_office(level: str = "city", *, name: str = "", parent: Body | None = None) -> Body:
    """An office with its committee, leading group, discipline body, organisation and one other department.

    The others are `office.bodies.get(kind=…)`.
    """
    place = name or f"测试{next(_numbers):03}"
    office = Body(
        kind=Kind.OFFICE, name=f"{place}委巡察办", short_name=f"{place}巡察办", level=level, parent=parent
    )
    names = {
        Kind.COMMITTEE: "委",
        Kind.LEADING_GROUP: "委巡察工作领导小组",
        Kind.DISCIPLINE: "纪委监委",
        Kind.ORGANISATION_DEPARTMENT: "委组织部",
        Kind.DEPARTMENT: "审计局",
    }
    others = [
        Body(kind=kind, name=f"{place}{rest}", short_name=f"{place}{rest}", level=level, office=office)
        for kind, rest in names.items()
    ]
    create_bodies_many([office, *others], by=security())
    return office


def make_officer(office: Body, role: str = Role.OFFICE_STAFF, *, user: User | None = None) -> User:
    """A person with this role in the office, or in the body beside it that has such posts."""
    kind = HELD_IN[role]
    body = (
        office
        if kind == Kind.OFFICE
        else Body.objects.filter(office=office, kind=kind).earliest("created_at")
    )
    user = user or make_user()
    give_post(user, body, role, by=security(), since=LONG_AGO)
    user.__dict__.pop("_rights", None)
    return user


def make_organisation(office: Body | None = None, **fields: Any) -> Organisation:
    """An organisation of this office's library, or of a new office."""
    office = office or make_office()
    number = next(_numbers)
    given: dict[str, Any] = {
        "code": f"T{number:05}",
        "name": f"测试单位{number:03}党组",
        "sector": Organisation.Sector.DEPARTMENTS,
        "level": office.level if office.level != Level.CENTRAL else Organisation.Level.PROVINCE,
    }
    return create_organisation(office=office, by=keeper(office), **(given | fields))


def keeper(office: Body) -> User:
    """Someone of the office's staff: the first there is, or a new one."""
    post = office.posts.in_force().filter(role=Role.OFFICE_STAFF).first()
    return post.user if post else make_officer(office)


def make_principal(organisation: Organisation, **fields: Any) -> LeadingPerson:
    """The organisation's principal."""
    given: dict[str, Any] = {"name": "测试甲", "post": "党组书记", "is_principal": True, "since": LONG_AGO}
    return LeadingPerson.objects.create(organisation=organisation, **(given | fields))


def make_representative(organisation: Organisation, user: User | None = None) -> User:
    """An account of the inspected organisation."""
    user = user or make_user()
    Representative.objects.create(organisation=organisation, user=user, since=LONG_AGO)
    return user


def make_frame(level: str = "city", **fields: Any) -> Frame:
    """A frame of four items."""
    given: dict[str, Any] = {"code": f"frame{next(_numbers)}", "name": "四个落实", "version": "2024"}
    frame = Frame.objects.create(level=level, **(given | fields))
    names = ("决策部署", "全面从严治党", "组织路线", "整改")
    items = [
        FrameItem(frame=frame, code=str(place), name=name, order=place) for place, name in enumerate(names, 1)
    ]
    FrameItem.objects.bulk_create(items)
    return frame


def make_issue_class(code: str = "", **fields: Any) -> IssueClass:
    """One class at the top of a taxonomy, or below `parent`."""
    code = code or str(next(_numbers))
    parent = fields.get("parent")
    path = f"{parent.path if parent else ''}{code.rpartition('.')[2].zfill(3)}."
    given: dict[str, Any] = {"name": "测试类别", "version": "2024", "disciplines": [Discipline.INTEGRITY]}
    return IssueClass.objects.create(code=code, path=path, **(given | fields))


def make_rule_set(level: str = "city", **fields: Any) -> RuleSet:
    """The current standard rule set of a level, as short as a round needs; the same one each time."""
    if not fields and (found := RuleSet.objects.filter(level=level, office=None, is_current=True).first()):
        return found
    periods = {
        "notice_days": (10, "calendar"),
        "onsite_days": (60, "calendar"),
        "list_days": (10, "working"),
        "report_days": (1, "months"),
        "feedback_days": (15, "working"),
        "plan_days": (1, "months"),
        "life_meeting_days": (1, "months"),
        "focus_months": (6, "months"),
        "progress_report_days": (6, "months"),
        "lead_feedback_months": (3, "months"),
        "lead_opinion_days": (1, "months"),
        "eval_days": (1, "months"),
        "warn_days": (7, "calendar"),
    }
    values = {
        key: {"value": value, "unit": unit, "basis": "测试依据"} for key, (value, unit) in periods.items()
    }
    return RuleSet.objects.create(**({"name": "测试规则", "level": level, "values": values} | fields))
