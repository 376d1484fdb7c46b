"""Making names, addresses, telephones and the numbers of persons and companies comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Characters that registers write either way in names.
_VARIANTS = str.maketrans(
    "於峯羣堃喆甯昇淼鉴镕陞菓珐濬嶽畧葉蔴裏谘佈祕強衞爲啟峩",
    "于峰群坤哲宁升渺鉴熔升果法浚岳略叶麻里咨布秘强卫为启峨",
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
NO_LETTERS = re.compile(r"[\s·•.\-_()（）\[\]【】<>《》,，、:：;；'\"“”]+")
_NUMBERS = str.maketrans("〇零一二两三四五六七八九", "001223456789")
_TENS = re.compile(r"([1-9]?)十([1-9]?)")
_UNITS = re.compile(r"(号|栋|幢|座|单元|室|楼|层|组|弄)")


def plain(text: str | None) -> str:
    """Full-width letters and figures as half-width, no blanks, capitals."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or "")).upper()


def variants(text: str) -> str:
    """Characters that are written either way as one."""
    return text.translate(_VARIANTS)


@lru_cache(200_000)
def person_name(text: str | None) -> str:
    """A name without signs and blanks, variants of a character as one."""
    return variants(NO_LETTERS.sub("", plain(text)))


@lru_cache(200_000)
def pinyin(text: str) -> str:
    """How it sounds, without tones: 张三 and 章三 alike."""
    return "".join(lazy_pinyin(text, style=Style.NORMAL))


def letters_in_order(text: str) -> str:
    """The characters sorted: 王小明 and 王明小 alike."""
    return "".join(sorted(text))


def identity(text: str | None) -> str:
    """An identity number of 18 characters; the old 15 are written as 18; else what figures there are."""
    found = re.sub(r"[^0-9X]", "", plain(text))
    if len(found) == 15 and found.isdigit():
        body = f"{found[:6]}19{found[6:]}"
        return body + check_digit(body)
    return found


def is_checked_identity(text: str | None) -> bool:
    """Whether the number as it was written carries a right check digit; the old 15 figures carry none."""
    found = plain(text)
    return bool(re.fullmatch(r"\d{17}[\dX]", found)) and found[17] == check_digit(found[:17])


def check_digit(body: str) -> str:
    """The 18th character of an identity number (GB 11643)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def credit_code(text: str | None) -> str:
    return NO_LETTERS.sub("", plain(text))


def is_checked_code(code: str) -> bool:
    """Whether a unified social credit code carries a right check character (GB 32100)."""
    if len(code) != 18 or any(letter not in _CREDIT for letter in code):
        return False
    return code[17] == check_character(code[:17])


def check_character(body: str) -> str:
    """The 18th character of a unified social credit code."""
    found = sum(_CREDIT.index(letter) * weight for letter, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT[-found % 31]


def phone(text: str | None) -> str:
    """The figures of a telephone number, without the country's code."""
    found = re.sub(r"\D", "", plain(text))
    return found[-11:] if len(found) >= 11 else found


def address(text: str | None) -> tuple[str, str]:
    """The place down to the county, and the rest with Chinese figures as figures."""
    found = plain(text)
    region = "".join(places(found))
    rest = _TENS.sub(_ten, NO_LETTERS.sub("", found[len(region) :]).translate(_NUMBERS))
    return region, _UNITS.sub("-", rest).strip("-")


def _ten(found: re.Match[str]) -> str:
    """十 → 10, 十2 → 12, 3十 → 30, 3十2 → 32."""
    return (found[1] or "1") + (found[2] or "0")


_PLACE = r"[\u4e00-\u9fff]"
_REGION = re.compile(
    rf"^({_PLACE}{{2,6}}?(?:省|自治区))?({_PLACE}{{2,6}}?(?:(?<![城超都夜门])市|自治州|(?<=[\u4e00-\u9fff]{{2}})盟))?"
    rf"({_PLACE}{{1,6}}?(?:(?<![社园小校景厂矿片])区|县|(?<!红)旗))?"
)


def places(text: str) -> list[str]:
    """The provinces, cities and counties a text begins with: 通化市东昌区新华街 → 通化市, 东昌区."""
    found = _REGION.match(text)
    return [one for one in found.groups() if one] if found else []
