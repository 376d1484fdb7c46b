"""The pledge as an official paper (保密和廉政承诺书), for the archive of the round."""

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.documents import DocumentTemplate, Official, Paragraph
from mingcha.prepare.training.models import Pledge
from mingcha.prepare.training.permissions import signed_it

# What a member promises; signed as it stands here on that day (domain: secrecy, six prohibitions).
PLEDGE = (
    "本人参加{round}，郑重承诺：\n"
    "一、严格遵守保密纪律，不泄露巡察工作计划、谈话内容、信访举报、问题线索、底稿、报告和会议研究情况。\n"
    "二、涉密资料、设备不带离工作场所，不连接互联网，不用个人设备和网络处理工作内容；离组时全部移交。\n"
    "三、严格执行回避规定，如实申报与被巡察单位的任职、亲属和利益关系，情况变化及时报告。\n"
    "四、不干预被巡察单位正常工作，不办理案件，不对具体问题个人表态。\n"
    "五、不接受被巡察单位和人员的礼品、礼金、宴请，不谋取私利，不隐瞒、歪曲事实。\n"
    "六、违反承诺，自愿接受组织处理和纪律处分。"
)


def wording(round_name: str) -> str:
    """The pledge of this round."""
    return PLEDGE.format(round=round_name)


def build_pledge(pledge: Pledge) -> Official:
    """The words that were signed, by whom and when."""
    return Official(
        issuer=pledge.office.name,
        title="巡察人员保密和廉政承诺书",
        addressee=[pledge.office.name],
        blocks=[Paragraph(pledge.text), Paragraph(f"承诺人：{pledge.user}")],
        signer=pledge.office.name,
        signed_on=pledge.signed_on,
        printed_by=pledge.office.name,
    )


def _series(pledge: Pledge) -> str:
    return f"pledge/{pledge.office_id}/{pledge.signed_on.year}"


def _number(pledge: Pledge, no: int) -> str:
    return f"巡诺〔{pledge.signed_on.year}〕{no}号"


TEMPLATES = [
    DocumentTemplate(
        name="pledge",
        title=_l("Pledge of secrecy and integrity"),
        model=Pledge,
        build=build_pledge,
        who=signed_it,
        series=_series,
        number=_number,
    )
]
