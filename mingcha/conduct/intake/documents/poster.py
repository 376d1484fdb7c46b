"""The poster of a code as a PDF: A4, A3, or a sheet of cards. It speaks Chinese, for passers-by."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from mingcha.conduct.inspections.documents import day, word_for
from mingcha.conduct.intake.models import ReportingCode
from mingcha.foundation.documents import fonts

SHEETS = ("a4", "a3", "cards")
_SOURCE = Path(__file__).with_name("poster.typ")


def accepted(word: str) -> list[str]:
    """What a code accepts unless the office writes otherwise (巡察公告 of the stay on site)."""
    return [
        "领导班子及其成员的问题",
        "下一级党组织主要负责人和重要岗位人员的问题",
        "违反政治、组织、廉洁、群众、工作、生活纪律的问题",
        "群众身边的不正之风和腐败问题",
        f"上轮{word}整改不到位、不落实的问题",
    ]


def refused() -> list[str]:
    """What goes to the bodies competent for it."""
    return [
        "涉法涉诉问题",
        "个人诉求、合同和邻里纠纷",
        "已由有关机关受理、正在办理的事项",
        "与被巡察党组织无关的问题",
    ]


def qr_svg(address: str) -> str:
    """The address as a QR code, level Q: still read with a quarter of it torn or dirty."""
    target = BytesIO()
    segno.make(address, error="q", micro=False).save(
        target, kind="svg", border=0, dark="#1f1a17", light=None, xmldecl=False, svgns=True, omitsize=True
    )
    return target.getvalue().decode()


def poster_pdf(code: ReportingCode, sheet: str) -> bytes:
    """One sheet, ready to print."""
    chosen = fonts.chosen()
    given = {
        **_words(code),
        "sheet": sheet,
        "fonts": {"hei": chosen["heiti"], "song": chosen["xiaobiaosong"]},
    }
    inputs = {"poster": json.dumps(given, ensure_ascii=False)}
    compiler = typst.Compiler(_SOURCE, font_paths=fonts.installed(), sys_inputs=inputs)
    pdf: Any = compiler.compile(format="pdf")
    return bytes(pdf)


def _words(code: ReportingCode) -> dict[str, Any]:
    inspection = code.inspection
    word = word_for(code.office)
    site = code.address.rpartition("/c/")[0].partition("://")[2]
    return {
        "title": f"码上{word}",
        "issuer": str(inspection.team),
        "about": f"反映{inspection.organisation.party}的问题，请扫码",
        "organisation": str(inspection.organisation),
        "office": code.office.name,
        "code": code.code,
        "address": code.address,
        "qr": qr_svg(code.address),
        "accepts": code.accepts.splitlines(),
        "refuses": code.refuses.replace("被巡察", f"被{word}").splitlines(),
        "phone": inspection.phone,
        "hours": inspection.phone_hours or "见公告",
        "ends": day(inspection.petition_until),
        "how": _how(code, word),
        "genuine": _genuine(site, code.office.name),
        "promise": "打击报复举报人的，依规依纪依法严肃处理。",
        "words": {
            "code": "举报码",
            "how_title": "怎样反映",
            "accepts": "受理范围",
            "refuses": "不予受理",
            "phone": "值班电话",
            "hours": "受理时间",
            "ends": "截止日期",
            "true_title": "怎样识别真假",
            "card": "扫码反映，不用注册。可匿名。内容在手机上加密，只有巡察组能打开。".replace("巡察", word),
            "card_true": f"网址须以 {site} 开头；不要求登录微信，不收任何费用。",
        },
    }


def _how(code: ReportingCode, word: str) -> list[str]:
    names = (
        "可以匿名，也可以实名；实名的另行加密保管。" if code.takes_names else "一律匿名，不收集姓名和电话。"
    )
    return [
        "用手机扫左边的二维码，不用注册，不用下载。",
        names,
        "写明时间、地点、人和事，可附照片、录音和文件。",
        f"内容在手机上加密后才发出，只有{word}组能打开。",
        "记下回执上的九个词，凭它看答复、补充情况。",
    ]


def _genuine(site: str, office: str) -> list[str]:
    return [
        f"扫码后，网址必须以 {site} 开头；举报码与本海报一致，且列在该网站的“真码名单”中。",
        "真正的页面不要求微信授权登录、不索要身份证号和验证码、不收任何费用、不下载应用。",
        f"二维码被覆盖、粘贴或有疑问的，请勿扫描，拨打上面的值班电话向{office}核实。",
    ]
