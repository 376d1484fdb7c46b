"""The letter that asks units to lend the people of the teams (借调函)."""

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.documents import DocumentTemplate, Heading, Official, Paragraph, Table
from mingcha.prepare.teams.models import Authorisation, Membership
from mingcha.prepare.teams.permissions import draws_up_letter
from mingcha.registry.talent.models import Talent

OWN = "本机关"


def _units(authorisation: Authorisation) -> dict[str, list[Membership]]:
    """Members by the unit they are lent by, as the pools or their posts say."""
    members = list(
        Membership.objects.filter(round=authorisation.round_id, until__isnull=True)
        .select_related("user", "team")
        .order_by("team__number", "since", "pk")
    )
    users = [one.user_id for one in members]
    entries = Talent.objects.filter(user__in=users).order_by("created_at")
    units = dict(entries.values_list("user_id", "unit"))
    found: dict[str, list[Membership]] = {}
    for one in members:
        found.setdefault(units.get(one.user_id) or OWN, []).append(one)
    return found


def build_secondment(authorisation: Authorisation) -> Official:
    """Whom each unit lends, to which team, from when to when."""
    in_round, office = authorisation.round, authorisation.office
    units = _units(authorisation)
    rows = [
        [unit, str(one.user), one.team.name, str(one.get_role_display())]
        for unit, members in units.items()
        for one in members
    ]
    since, until = in_round.plan_from, in_round.plan_to
    period = f"{since.year}年{since.month}月{since.day}日至{until.year}年{until.month}月{until.day}日"
    return Official(
        issuer=office.name,
        title=f"关于借调人员参加{in_round.name}的函",
        addressee="、".join(units),
        blocks=[
            Paragraph(f"根据{in_round.name}工作安排，经研究，拟借调下列同志参加巡察工作，请予支持。"),
            Heading("借调人员"),
            Table(["所在单位", "姓名", "巡察组", "组内职务"], rows, (4, 2, 3, 2)),
            Heading("借调时间"),
            Paragraph(f"借调时间为{period}，巡察组撤点后按规定办理离组鉴定。"),
            Heading("有关要求"),
            Paragraph("借调期间，借调人员与原单位工作脱钩，由巡察组统一管理，工资福利待遇不变。"),
        ],
        signer=office.name,
        signed_on=authorisation.issued_on,
        printed_by=office.name,
    )


def _number(authorisation: Authorisation, no: int) -> str:
    return f"巡借〔{authorisation.issued_on.year}〕{no}号"


def _series(authorisation: Authorisation) -> str:
    return f"secondment/{authorisation.office_id}/{authorisation.issued_on.year}"


TEMPLATES = [
    DocumentTemplate(
        name="secondment_letter",
        title=_l("Letter of secondment"),
        model=Authorisation,
        build=build_secondment,
        who=draws_up_letter,
        series=_series,
        number=_number,
    )
]
