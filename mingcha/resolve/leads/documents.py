"""The letter of transfer with its list (问题线索移交函及清单)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation.documents import Annex, DocumentTemplate, Official, Paragraph, Signature, Table
from mingcha.resolve.leads.models import Lead, LeadTransfer
from mingcha.resolve.leads.permissions import sends


def is_numbered(transfer: LeadTransfer) -> str | None:
    return None if transfer.number else _("The letter has no number until it is sent.")


def build_letter(transfer: LeadTransfer) -> Official:
    """How many leads, the list, and places for both sides to sign (domain forms: 线索移交函 + 清单)."""
    leads = list(transfer.leads.select_related("organisation").order_by("number"))
    persons = sum(lead.persons for lead in leads)
    office = transfer.office.name
    return Official(
        issuer=office,
        kind="letter",
        title="关于移交巡察发现问题线索的函",
        addressee=transfer.to_body.name,
        blocks=[
            Paragraph(
                f"现将巡察发现的问题线索{len(leads)}件（涉及{persons}人）移交你单位，请按规定处置并反馈结果。"
            ),
            Paragraph("有关材料随函移交，请签收。"),
        ],
        annexes=[Annex("巡察移交问题线索清单", [_list_of(leads), *_signatures(transfer)])],
        number=transfer.number,
        signer=office,
        signed_on=transfer.transferred_on,
        marking="work_secret",
    )


def _list_of(leads: list[Lead]) -> Table:
    heads = ["序号", "编号", "被巡察单位", "被反映人", "职务职级", "涉及纪律", "主要内容"]
    rows = [
        [
            str(place),
            lead.number,
            lead.organisation.name,
            lead.person,
            f"{lead.post} {lead.rank}".strip(),
            lead.get_discipline_display(),
            lead.summary,
        ]
        for place, lead in enumerate(leads, start=1)
    ]
    return Table(heads, rows, widths=(1, 3, 4, 2, 3, 2, 6))


def _signatures(transfer: LeadTransfer) -> list[Signature]:
    receiver = transfer.receipted_by.full_name if transfer.receipted_by else ""
    return [
        Signature("移交人", transfer.made_by.full_name, transfer.transferred_on),
        Signature("接收人", receiver, transfer.receipted_on),
    ]


TEMPLATES = [
    DocumentTemplate(
        name="lead_transfer",
        title=gettext_lazy("Letter of transfer"),
        model=LeadTransfer,
        build=build_letter,
        who=sends,
        needs=(is_numbered,),
    )
]
