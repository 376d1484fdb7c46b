"""The measures of GB/T 9704-2012, in one place: both renderers draw by them and the check reads by them."""

from dataclasses import dataclass
from typing import Literal

MM = 72 / 25.4  # points in a millimetre

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0  # 5.1: A4
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0  # 5.2.1: 天头, 订口; the block is 156 × 225 mm
BLOCK_WIDTH = PAGE_WIDTH - LEFT - RIGHT
BLOCK_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM

LINES, CHARACTERS = 22, 28  # 5.2.3
LINE = 28.95  # points, exact: 22 of them fill 225 mm and the 23rd no longer fits
PITCH = BLOCK_WIDTH * MM / CHARACTERS  # points from one character to the next, 15.79
BODY = 16.0  # 3号
TITLE = 22.0  # 2号
SMALL = 14.0  # 4号
CELL = 12.0  # 小四, inside tables, where the standard is silent
CELL_LINE = 20.0

RED = "FF0000"
MARK_TOP = 35.0  # 7.2.4: mm from the block's upper edge to the mark's upper edge
MARK_LARGEST = 48.0
MARK_SMALLEST = 22.0
RULE_BELOW_NUMBER = 4.0  # 7.2.7, mm
RED_RULE = 1.5  # points thick
LETTER_MARK_TOP = 30.0  # 10.1: mm from the paper's upper edge
LETTER_RULE, LETTER_RULE_ABOVE_FOOT = 170.0, 20.0  # 10.1: mm
OUTER_RULE, INNER_RULE = 0.35, 0.25  # 7.4.1: mm, first and last / between
NUMBER_BELOW_BLOCK = 7.0  # 7.5: mm from the block's lower edge to the page number

Font = Literal["xiaobiaosong", "fangsong", "kaiti", "heiti", "song"]
OFFICIAL_FONTS: dict[str, str] = {
    "xiaobiaosong": "方正小标宋简体",
    "fangsong": "仿宋_GB2312",
    "kaiti": "楷体_GB2312",
    "heiti": "黑体",
    "song": "宋体",
}
# The same faces under their other names; the check accepts them.
SAME_FACE: dict[str, frozenset[str]] = {
    "xiaobiaosong": frozenset(
        {"方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋"}
    ),
    "fangsong": frozenset(
        {"仿宋_GB2312", "仿宋", "FangSong_GB2312", "FangSong", "方正仿宋_GBK", "方正仿宋简体"}
    ),
    "kaiti": frozenset({"楷体_GB2312", "楷体", "KaiTi_GB2312", "KaiTi", "方正楷体_GBK", "方正楷体简体"}),
    "heiti": frozenset({"黑体", "SimHei", "方正黑体_GBK", "方正黑体简体"}),
    "song": frozenset({"宋体", "SimSun", "方正书宋_GBK"}),
}


@dataclass(frozen=True)
class Role:
    """What a line is in the paper: its style's name, its font and its size."""

    style: str
    font: Font
    size: float = BODY
    align: str = "justify"


ROLES: dict[str, Role] = {
    "copy_number": Role("份号", "fangsong", align="left"),
    "marking": Role("密级", "heiti", align="left"),
    "urgency": Role("紧急程度", "heiti", align="left"),
    "mark": Role("发文机关标志", "xiaobiaosong", MARK_LARGEST, "center"),
    "number": Role("发文字号", "fangsong", align="center"),
    "title": Role("公文标题", "xiaobiaosong", TITLE, "center"),
    "addressee": Role("主送机关", "fangsong"),
    "body": Role("公文正文", "fangsong"),
    "heading1": Role("一级标题", "heiti"),
    "heading2": Role("二级标题", "kaiti"),
    "heading3": Role("三级标题", "fangsong"),
    "heading4": Role("四级标题", "fangsong"),
    "annex_note": Role("附件说明", "fangsong", align="left"),
    "signer": Role("发文机关署名", "fangsong", align="right"),
    "date": Role("成文日期", "fangsong", align="right"),
    "remark": Role("附注", "fangsong", align="left"),
    "sign": Role("签名", "fangsong", align="left"),
    "annex_label": Role("附件标识", "heiti", align="left"),
    "annex_title": Role("附件标题", "xiaobiaosong", TITLE, "center"),
    "caption": Role("表题", "heiti", SMALL, "center"),
    "form_number": Role("编号", "fangsong", SMALL, "right"),
    "cell": Role("表格文字", "fangsong", CELL, "left"),
    "cell_label": Role("表头", "heiti", CELL, "center"),
    "copies": Role("抄送", "fangsong", SMALL),
    "printed": Role("印发", "fangsong", SMALL, "left"),
    "page_number": Role("页码", "song", SMALL, "left"),
    "blank": Role("空行", "fangsong"),
}
STYLES: dict[str, str] = {role.style: name for name, role in ROLES.items()}
CATEGORIES = {"document": "公文", "letter": "信函", "form": "表格"}
MARKINGS = {"work_secret": "工作秘密", "internal": "内部资料"}
