"""转办函: the letter with which a petition outside the scope of inspection is passed on."""

from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.permissions import passes_on
from mingcha.foundation.accounts.models import User
from mingcha.foundation.documents import DocumentTemplate, Fields, Official, Paragraph


def build_letter(petition: Petition) -> Official:
    """Names the matter, never the complainant: the identity stays sealed."""
    due = petition.due_on
    answer = f"请于{due.year}年{due.month}月{due.day}日前将办理结果函告我办。" if due else "请依规依法办理。"
    year = petition.passed_on.year if petition.passed_on else petition.received_on.year
    return Official(
        kind="letter",
        issuer=petition.office.name,
        number=f"巡信转〔{year}〕{petition.letter_number}号",
        title="关于转办信访事项的函",
        addressee=petition.passed_to,
        blocks=[
            Paragraph("现将我处收到的下列不属于受理范围的信访事项转你单位，请按照职责权限办理。"),
            Fields(
                [
                    ("信访编号", petition.number),
                    ("收到日期", petition.received_on.isoformat()),
                    ("反映对象", petition.reflected),
                    ("反映事项", petition.summary or petition.content),
                ]
            ),
            Paragraph(answer + "请注意保密，不得将信访材料转给被反映的单位和个人。"),
        ],
        signer=petition.office.name,
        signed_on=petition.passed_on,
        marking="work_secret",
    )


def may_draw_up(user: User, petition: Petition) -> bool:
    """Once it was passed on."""
    return petition.letter_number is not None and passes_on(user, petition)


TEMPLATES = [
    DocumentTemplate(
        "pass_on_letter", _l("Letter passing a petition on"), Petition, build_letter, may_draw_up
    )
]
