"""The page of measured accuracy, made by `mingcha match score --write`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mingcha.analyse.matching.linking.scoring import LOWER, UPPER, At, Score

SEED = 1
COUNTS = {"person": 3_000, "company": 2_000}
_KINDS = {"person": ("人员", "Persons"), "company": ("企业", "Companies")}
_DAMAGE = {
    "nothing": "无",
    "identity of 15": "15 位旧身份证号",
    "identity one off": "身份证号错一位",
    "identity swapped": "身份证号相邻两位颠倒",
    "identity missing": "无身份证号",
    "identity and phone missing": "无身份证号、无电话",
    "variant": "姓名异体字",
    "homophone": "同音字",
    "order": "姓名字序颠倒",
    "name changed": "改名",
    "phone changed": "电话已换",
    "phone missing": "无电话",
    "code missing": "无信用代码",
    "code one off": "信用代码错一位",
    "region in brackets": "地区在括号内，无代码",
    "region without its kind": "地区不带“市、县”，无代码",
    "province before": "多写省名，无代码",
    "form otherwise": "组织形式写法不同，无代码",
}
_HEAD = """# 融合比对的准确度 · How exact matching is

本页由 `mingcha match score --write` 生成，请勿手改。数据是按固定种子编造的两份名册，真实对应关系已知，
并混入容易误认的对象：同县同名的人、同一屋檐下共用电话的兄弟和夫妻、他地或他业的同字号企业、
同一代办机构名下的企业。另有四成地址写法不同，四分之一的记录有第二处损坏。真实名册会有编造时没想到的错法，
所以上线后以本办对存疑对的人工判定为准：判定会修正权重，比对页面并列显示预期与实际。

Made by `mingcha match score --write`; do not edit. Two registers invented from a fixed seed, with known
doubles and with those who look like them. Real registers are damaged in ways nobody invented: let people
decide the pairs of doubt, which trains the weights, and compare what they said with what was expected.
"""


def page(scores: Sequence[Score]) -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_section(one) for one in scores), _READING])


def _section(one: Score) -> str:
    zh, en = _KINDS[one.kind]
    true, alike = f"{one.at[0].planted:,}", f"{one.lookalikes:,}"
    size = f"左 {one.left:,} 条，右 {one.right:,} 条，其中真实对应 {true} 对、易误认 {alike} 条。"
    lines = [f"## {zh} · {en}", "", size, "", *_thresholds(one.at), ""]
    lines.append(
        f"{LOWER} 至 {UPPER} 之间 {one.doubts} 对交人工判定，其中 {one.doubted} 对确为同一对象。"
        f" Left to people: {one.doubts} pairs, {one.doubted} of them true."
    )
    lines += ["", f"| 损坏 · damage | 对应数 · pairs | 在 {UPPER} 以上找到 · found |", "|---|---:|---:|"]
    lines += [
        f"| {_DAMAGE[how]} · {how} | {planted} | {found} |" for how, (planted, found) in one.by_damage.items()
    ]
    return "\n".join([*lines, ""])


def _thresholds(measured: Sequence[At]) -> list[str]:
    heads = ("阈值 · threshold", "找到 · found", "查全率 · recall", "查准率 · precision", "预期 · expected")
    rows = [
        (str(one.threshold), str(one.found), _share(one.recall), _share(one.precision), _share(one.expected))
        for one in measured
    ]
    return [_line(heads), _line(["---:"] * len(heads)), *map(_line, rows)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


_READING = """## 怎样读 · How to read it

查全率：真实对应中找到了多少；查准率：找到的有多少是真的；预期：只凭权重推算的查准率，比对页面显示的就是它。
编造名册上阈值 0.95 的查准率接近 1，是因为号码和电话很少同时出错；只有姓名和地址相同的，一律交人工判定。

Recall: how many of the true pairs were found; precision: how many of the found are true; expected: what the
weights alone promise, as shown on a matching's page. A name and an address alone are always left to people.
"""
