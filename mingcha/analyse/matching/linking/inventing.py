"""Two made-up lists with known doubles, damaged as registers damage them. Nobody real is meant.

Besides the doubles there are those who look like them: namesakes in the same county, brothers and spouses
under one telephone and roof, companies of one agent's address, and of one trade name in other towns.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from mingcha.analyse.matching.linking import texts

Row = dict[str, str]
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "明华国建文军平志伟东海林春秀英兰梅芳丽娟敏静强勇磊峰超辉刚波涛鹏宇浩然子轩欣怡佳琪"
HOMOPHONES = dict(
    zip("明华文志伟海林芳娟静强峰辉刚宇轩怡佳", "铭骅闻智炜骇琳坊涓竞蔷锋晖钢雨宣宜嘉", strict=True)
)
WRITTEN = {"峰": "峯", "于": "於", "群": "羣", "宁": "甯", "升": "昇", "哲": "喆"}
TOWNS = ("示川市", "示江市", "示河县")
VILLAGES = ("东升村", "西河村", "南山村", "北屯村", "新立村", "上甸子村")
STREETS = ("新一街", "建设路", "和平大街", "东风路", "河沿街", "学府路")
TRADE_NAMES = "宏达鑫源盛世恒通金鼎永兴华泰瑞丰嘉禾天成远航博瑞中联众合安顺德隆"
TRADES = ("商贸", "建筑工程", "科技", "劳务", "园林绿化", "物业", "建材", "餐饮", "运输", "农业科技")
FIGURES = str.maketrans("123456789", "一二三四五六七八九")


@dataclass
class Lists:
    """Both lists, the true pairs with what was done to each, and how many look alike and are not."""

    left: list[Row] = field(default_factory=list)
    right: list[Row] = field(default_factory=list)
    true: dict[tuple[str, str], str] = field(default_factory=dict)
    lookalikes: int = 0


def invented(kind: str, count: int, seed: int) -> Lists:
    """`count` records on the left, somewhat fewer on the right; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 — made-up data
    return _persons(rng, count) if kind == "person" else _companies(rng, count)


# Persons


def _persons(rng: random.Random, count: int) -> Lists:
    lists = Lists()
    for number in range(count):
        person = _person(rng)
        lists.left.append({"key": f"l{number}", **person})
        chance = rng.random()
        if chance < 0.6:
            _add(lists, number, *_damaged(rng, person, PERSON_DAMAGE))
        if chance > 0.4:
            lists.right.append({"key": f"x{number}", **_like_person(rng, person)})
            lists.lookalikes += 1
    rng.shuffle(lists.right)
    return lists


def _add(lists: Lists, number: int, how: str, row: Row) -> None:
    lists.right.append({"key": f"r{number}", **row})
    lists.true[f"l{number}", f"r{number}"] = how


def _person(rng: random.Random) -> Row:
    given = "".join(rng.choices(GIVEN, k=2 if rng.random() < 0.85 else 1))
    return {
        "name": rng.choice(FAMILY) + given,
        "identity": _identity(rng),
        "phone": _phone(rng),
        "address": _address(rng),
    }


def _identity(rng: random.Random) -> str:
    born = date(1940, 1, 1) + timedelta(days=rng.randrange(24_000))
    body = f"{rng.choice(('990101', '990102', '990121'))}{born:%Y%m%d}{rng.randrange(1000):03}"
    return body + texts.check_digit(body)


def _phone(rng: random.Random) -> str:
    return f"100{rng.randrange(10**8):08}"


def _address(rng: random.Random) -> str:
    """A flat in a town, or no more than a village and its group, which many share."""
    if rng.random() < 0.3:
        return f"{rng.choice(TOWNS)}{rng.choice(VILLAGES)}{rng.randrange(1, 9)}组"
    place = f"{rng.choice(TOWNS)}{rng.choice(STREETS)}{rng.randrange(1, 99)}号"
    return f"{place}{rng.randrange(1, 9)}单元{rng.randrange(101, 609)}室"


def _like_person(rng: random.Random, person: Row) -> Row:
    """A namesake, a brother or a spouse: another person, some with no number or telephone of their own."""
    other = _person(rng)
    chance = rng.random()
    if chance < 0.5:
        other["name"] = person["name"]
        other["address"] = person["address"] if "组" in person["address"] else other["address"]
        other["identity"] = "" if rng.random() < 0.2 else _beside(rng, person["identity"])
    else:
        shared = person["name"][:-1] if len(person["name"]) > 2 else person["name"][:1]
        other["name"] = shared + rng.choice(GIVEN) if chance < 0.75 else other["name"]
        other |= {
            "address": person["address"],
            "phone": person["phone"] if rng.random() < 0.5 else other["phone"],
        }
        other["identity"] = "" if rng.random() < 0.2 else _beside(rng, other["identity"])
    return (
        other if other["name"] != person["name"] or chance < 0.5 else {**other, "name": other["name"] + "子"}
    )


def _beside(rng: random.Random, identity: str) -> str:
    """Another number of the same county, sometimes of the same day."""
    body = identity[:14] if rng.random() < 0.1 else identity[:6] + _identity(rng)[6:14]
    body += f"{rng.randrange(1000):03}"
    return body + texts.check_digit(body)


def _swapped(rng: random.Random, text: str) -> str:
    places = [one for one in range(6, len(text) - 2) if text[one] != text[one + 1]]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _off(rng: random.Random, text: str, first: int = 6) -> str:
    """Another figure somewhere, never the last; nothing stays nothing."""
    if not text:
        return ""
    at = rng.randrange(first, len(text) - 1)
    return text[:at] + rng.choice([one for one in "0123456789" if one != text[at]]) + text[at + 1 :]


def _changed(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)


def _in_words(address: str) -> str:
    """The first number as it is spoken: 建设路12号 → 建设路十二号."""
    return re.sub(r"\d{1,2}(?=[号组])", lambda found: _spoken(int(found[0])), address, count=1)


def _spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    start = "" if tens == 0 else "十" if tens == 1 else str(tens).translate(FIGURES) + "十"
    return start + (str(ones).translate(FIGURES) if ones else "")


Damage = Callable[[random.Random, Row], Row]
PERSON_DAMAGE: dict[str, tuple[int, Damage]] = {
    "nothing": (20, lambda rng, row: {}),
    "identity of 15": (10, lambda rng, row: {"identity": _short(row["identity"])}),
    "identity one off": (12, lambda rng, row: {"identity": _off(rng, row["identity"])}),
    "identity swapped": (10, lambda rng, row: {"identity": _swapped(rng, row["identity"])}),
    "identity missing": (12, lambda rng, row: {"identity": ""}),
    "variant": (8, lambda rng, row: {"name": _changed(row["name"], WRITTEN)}),
    "homophone": (10, lambda rng, row: {"name": _changed(row["name"], HOMOPHONES)}),
    "order": (3, lambda rng, row: {"name": row["name"][:1] + row["name"][:0:-1]}),
    "phone changed": (10, lambda rng, row: {"phone": _phone(rng)}),
    "phone missing": (5, lambda rng, row: {"phone": ""}),
    "identity and phone missing": (2, lambda rng, row: {"identity": "", "phone": ""}),
    "name changed": (2, lambda rng, row: {"name": row["name"][:1] + "".join(rng.choices(GIVEN, k=2))}),
}


MISREADINGS = ("nothing", "identity of 15", "identity one off", "identity swapped", "order")


def misread(rng: random.Random, row: Row) -> Row:
    """The person as somebody wrote them down: mostly one slip in the number or the name."""
    return _damaged(rng, {"address": ""} | row, {one: PERSON_DAMAGE[one] for one in MISREADINGS})[1]


def from_old_papers(row: Row) -> Row:
    """The number of 15 figures beside the surname alone: not enough to be sure of."""
    return row | {"identity": _short(row["identity"]), "name": row["name"][:1] + "氏"}


def _short(identity: str) -> str:
    return identity[:6] + identity[8:17] if identity[6:8] == "19" else identity


def _damaged(rng: random.Random, row: Row, kinds: dict[str, tuple[int, Damage]]) -> tuple[str, Row]:
    """One damage by its frequency, often with the address written otherwise, sometimes with a second."""
    names = list(kinds)
    drawn = rng.choices(names, [kinds[name][0] for name in names], k=2)
    chosen = (
        drawn if rng.random() < 0.15 and not {"missing"} & {one.split()[-1] for one in drawn} else drawn[:1]
    )
    found = dict(row)
    for name in chosen:
        found |= kinds[name][1](rng, found)
    if rng.random() < 0.4:
        found["address"] = _in_words(found["address"])
    return chosen[0], found


# Companies


def _companies(rng: random.Random, count: int) -> Lists:
    lists, taken = Lists(), set[str]()
    for number in range(count):
        company = _company(rng, taken)
        lists.left.append({"key": f"l{number}", **_named(company)})
        chance = rng.random()
        if chance < 0.6:
            how, damaged = _damaged(rng, company, COMPANY_DAMAGE)
            _add(lists, number, how, _named(damaged))
        if chance > 0.5:
            lists.right.append({"key": f"x{number}", **_named(_like_company(rng, company, taken))})
            lists.lookalikes += 1
    rng.shuffle(lists.right)
    return lists


def _company(rng: random.Random, taken: set[str]) -> Row:
    """One whose place, trade name and trade no other has: the register does not admit them twice."""
    while True:
        found = {
            "place": rng.choice(TOWNS),
            "trade_name": "".join(rng.sample(TRADE_NAMES, rng.choice((2, 2, 2, 3)))),
            "trade": rng.choice(TRADES),
        }
        if (whole := "".join(found.values())) not in taken:
            taken.add(whole)
            break
    form = rng.choice(("有限公司", "有限公司", "有限责任公司"))
    return found | {
        "form": form,
        "shape": "{place}{trade_name}{trade}{form}",
        "code": _code(rng),
        "phone": _phone(rng),
        "address": _address(rng),
    }


def _code(rng: random.Random) -> str:
    body = f"91990101MA{rng.randrange(10**7):07}"
    return body + texts.check_character(body)


def _named(company: Row) -> Row:
    """As a register has it: the parts of the name put together."""
    name = company["shape"].format(**company, bare=company["place"][:-1])
    return {"name": name, **{one: company[one] for one in ("code", "phone", "address")}}


def _like_company(rng: random.Random, company: Row, taken: set[str]) -> Row:
    """Another company: of the same trade name elsewhere or in another trade, or of the same agent."""
    other, chance = _company(rng, taken), rng.random()
    if chance < 0.4:
        towns = [one for one in TOWNS if one != company["place"]]
        other |= {"trade_name": company["trade_name"], "trade": company["trade"], "place": rng.choice(towns)}
    elif chance < 0.7:
        trades = [one for one in TRADES if one != company["trade"]]
        other |= {"trade_name": company["trade_name"], "trade": rng.choice(trades), "place": company["place"]}
    else:
        return other | {"address": company["address"], "phone": company["phone"]}
    if other["place"] + other["trade_name"] + other["trade"] in taken:
        other["trade_name"] += "鸿"
    if rng.random() < 0.25:
        other["code"] = ""
    return other


SOUNDS = {"宏": "弘", "源": "元", "盛": "圣", "丰": "峰", "安": "桉"}
BARE_SHAPE = "{bare}{trade_name}{trade}{form}"
COMPANY_DAMAGE: dict[str, tuple[int, Damage]] = {
    "nothing": (15, lambda rng, row: {}),
    "code missing": (20, lambda rng, row: {"code": ""}),
    "code one off": (10, lambda rng, row: {"code": _off(rng, row["code"], 10)}),
    "region in brackets": (15, lambda rng, row: {"shape": "{trade_name}({bare}){trade}{form}", "code": ""}),
    "region without its kind": (10, lambda rng, row: {"shape": BARE_SHAPE, "code": ""}),
    "province before": (8, lambda rng, row: {"shape": "示北省{place}{trade_name}{trade}{form}", "code": ""}),
    "form otherwise": (8, lambda rng, row: {"form": "有限责任公司", "code": ""}),
    "homophone": (7, lambda rng, row: {"trade_name": _changed(row["trade_name"], SOUNDS)}),
    "phone changed": (7, lambda rng, row: {"phone": _phone(rng)}),
}  # fmt: skip
