"""Taking company names apart: region, trade name (字号), trade, legal form (企业名称登记管理规定)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from mingcha.analyse.matching.linking.texts import NO_LETTERS, places, plain, variants

_FORMS = (
    "股份有限责任公司", "有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "集团公司",
    "股份公司", "专业合作联社", "农民专业合作社", "专业合作社", "合作社", "个体工商户", "合伙企业",
    "事务所", "集团", "公司", "经营部", "服务部", "商行", "商店", "门市部", "中心", "厂", "店", "队",
    "社",
)  # fmt: skip
_SAME_FORM = {
    "有限责任公司": "有限公司",
    "股份有限责任公司": "股份有限公司",
    "农民专业合作社": "合作社",
    "专业合作社": "合作社",
}
_TRADES = (
    "建筑工程", "建设工程", "市政工程", "园林绿化", "装饰装修", "劳务分包", "工程建设", "工程咨询",
    "工程管理", "环保科技", "信息技术", "网络科技", "电子科技", "生物科技", "农业科技", "农业发展",
    "文化传媒", "文化传播", "医疗器械", "办公用品", "商贸", "贸易", "实业", "建筑", "建设", "工程",
    "科技", "农业", "物流", "运输", "餐饮", "劳务", "咨询", "设计", "监理", "投资", "置业", "食品",
    "医药", "环保", "园林", "电子", "广告", "印务", "建材", "物业", "保洁", "商务", "服务", "发展",
)  # fmt: skip
_INSIDE = re.compile(r"\(([^)]*)\)")
Parts = tuple[str, str, str, str]


def bare(place: str) -> str:
    """A place without what it is: 通化市 → 通化."""
    short = re.sub(r"(省|自治区|自治州|市|县|区|旗|盟)$", "", place)
    return short if len(short) > 1 else place


@lru_cache(200_000)
def company(text: str | None, known: frozenset[str] = frozenset()) -> Parts:
    """Region, trade name, trade, legal form, as well as they can be told apart.

    `known` are bare names of places, to be found also where a name does not say what they are.
    """
    rest = plain(text)
    inside = "".join(_INSIDE.findall(rest))
    rest = NO_LETTERS.sub("", _INSIDE.sub("", rest))
    form = _end(rest, _FORMS)
    region, rest = _region(rest.removesuffix(form), known)
    trade = _end(rest, _TRADES)
    return region or _short(places(inside) or [inside]), variants(rest.removesuffix(trade)), trade, form


def _end(text: str, ends: Iterable[str]) -> str:
    return next((one for one in ends if text.endswith(one) and len(text) > len(one)), "")


def _region(text: str, known: frozenset[str]) -> tuple[str, str]:
    """The place a name begins with, and what follows it."""
    found = places(text)
    if found and sum(map(len, found)) < len(text):
        return _short(found), text[sum(map(len, found)) :]
    start = next((text[:size] for size in (4, 3, 2) if text[:size] in known and len(text) > size), "")
    return start, text[len(start) :]


def _short(found: list[str]) -> str:
    """The places as one text, only the last without what it is."""
    return "".join(found[:-1]) + bare(found[-1]) if found else ""


def same_form(form: str) -> str:
    """Legal forms that are written two ways as one."""
    return _SAME_FORM.get(form, form)


def places_named(texts: Iterable[str | None]) -> frozenset[str]:
    """The bare names of all places that these company names and addresses begin with."""
    return frozenset(bare(place) for text in texts if text for place in places(plain(text)))
