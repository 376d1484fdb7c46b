"""Good papers, for the tests to look at and to break."""

from dataclasses import replace
from datetime import date

from mingcha.foundation.documents import (
    Annex,
    Fields,
    Heading,
    Official,
    Paragraph,
    Signature,
    Table,
)

NOTICE = Official(
    issuer="中共测试市委巡察工作领导小组办公室",
    title="关于开展十五届市委第二轮常规巡察整改进展情况督查的通知",
    number="测巡办〔2026〕12号",
    addressee=["各县（市、区）委巡察工作领导小组办公室", "市委各巡察组"],
    marking="work_secret",
    copy_number=1,
    urgency="特急",
    blocks=[
        Paragraph("根据《中国共产党巡视工作条例》，现就有关事项通知如下。"),
        Heading("督查内容"),
        Heading("整改责任落实情况", 2),
        Heading("逐条核对整改台账", 3),
        Heading("查阅印证材料", 4),
        Paragraph("资金类问题以入账凭证为准。", lead="一是严格标准。"),
        Table(["序号", "问题"], [["1", "执行民主集中制不够到位"]], widths=(1, 4), title="表1　督查事项"),
    ],
    signer="中共测试市委巡察工作领导小组办公室",
    signed_on=date(2026, 3, 1),
    note="联系人：测试甲，电话：000-00000000",
    annexes=[
        Annex("督查重点事项清单", [Paragraph("清单内容。")]),
        Annex("联络员名单", [Table(["姓名"], [["测试甲"]])]),
    ],
    copies_to=["市纪委监委", "市委组织部"],
    printed_by="中共测试市委巡察工作领导小组办公室",
)
UPWARD = replace(NOTICE, approver="测试甲", stamped=False, issuer="测试巡察办", copy_number=None, urgency="")
LETTER = replace(
    NOTICE,
    kind="letter",
    title="关于移交问题线索的函",
    number="测巡办函〔2026〕3号",
    copy_number=None,
    urgency="",
)
FORM = Official(
    kind="form",
    title="谈话记录",
    number="测巡二谈〔2026〕7号",
    marking="work_secret",
    blocks=[
        Fields(
            [("被谈话人", "测试甲"), ("时间", date(2026, 3, 1)), ("谈话内容", "问：……")], tall={"谈话内容": 9}
        ),
        Signature("被谈话人（签名）"),
        Signature("谈话人（签名）", "职员01", date(2026, 3, 1)),
    ],
)
PAPERS = {"notice": NOTICE, "upward": UPWARD, "letter": LETTER, "form": FORM}
