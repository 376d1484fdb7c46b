"""The letter of authorisation (授权任职决定): one round, one authorisation."""

from datetime import date

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.documents import DocumentTemplate, Heading, Official, Paragraph, Table
from mingcha.prepare.teams.models import Authorisation, Membership, Team
from mingcha.prepare.teams.permissions import draws_up_letter
from mingcha.registry.bodies.models import Body, Kind

ROLES = (
    (Membership.Role.LEADER, "组长"),
    (Membership.Role.DEPUTY, "副组长"),
    (Membership.Role.LIAISON, "联络员"),
)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _names(team: Team, role: str, on: date) -> str:
    """Those who held this role when the letter was issued."""
    held = [one for one in team.memberships.all() if one.role == role]
    members = [one for one in held if one.until is None or one.until > on]
    return "、".join(str(one.user) for one in members) or "—"


def _row(team: Team, on: date) -> list[str]:
    organisations = "、".join(str(task.organisation) for task in team.tasks.all())
    return [team.name, *(_names(team, role, on) for role, _title in ROLES), organisations]


def _sender(authorisation: Authorisation) -> Body:
    """The leading group that authorises; its committee where the office has none."""
    beside = Body.objects.filter(office_id=authorisation.office_id, is_active=True)
    for kind in (Kind.LEADING_GROUP, Kind.COMMITTEE):
        if body := beside.filter(kind=kind).first():
            return body
    return authorisation.office


def build_letter(authorisation: Authorisation) -> Official:
    """Names the round, its teams with leaders and deputies, what they inspect, and how long it holds."""
    in_round, sender = authorisation.round, _sender(authorisation)
    teams = in_round.teams.prefetch_related("memberships__user", "tasks__organisation").order_by("number")
    period = f"{_day(in_round.plan_from)}至{_day(in_round.plan_to)}"
    return Official(
        issuer=sender.name,
        title=f"关于{in_round.name}巡察组授权任职的决定",
        addressee="、".join(team.name for team in teams),
        blocks=[
            Paragraph(
                f"经研究，决定对{in_round.name}各巡察组组长、副组长授权任职。实行一次一授权，具体如下。"
            ),
            Heading("授权任职人员"),
            Table(
                ["巡察组", *(title for _role, title in ROLES), "巡察对象"],
                [_row(team, authorisation.issued_on) for team in teams],
                (2, 2, 3, 2, 5),
            ),
            Heading("授权期限"),
            Paragraph(
                f"进驻时间为{period}。授权自本决定印发之日起生效，至本轮巡察归档之日终止；职责和权限同时终止。"
            ),
            Heading("工作要求"),
            Paragraph(
                "巡察组实行组长负责制。巡察人员应当严格执行回避、保密和工作纪律，不得从事与巡察工作无关的活动。"
            ),
        ],
        signer=sender.name,
        signed_on=authorisation.issued_on,
        copies_to=[authorisation.office.name],
        printed_by=authorisation.office.name,
    )


def _number(authorisation: Authorisation, no: int) -> str:
    """The authorisation's own number: one round, one letter."""
    return f"巡授〔{authorisation.issued_on.year}〕{authorisation.number}号"


def _series(authorisation: Authorisation) -> str:
    return f"authorisation-letter/{authorisation.pk}"


TEMPLATES = [
    DocumentTemplate(
        name="authorisation_letter",
        title=_l("Decision of authorisation"),
        model=Authorisation,
        build=build_letter,
        who=draws_up_letter,
        series=_series,
        number=_number,
    )
]
