"""The receipt of a person who reports: 96 random bits as eight words and a check word.

A word is one of 64 describing characters followed by one of 64 things: 4,096 words, composed by rule, that
nobody else owns. No character and no sound without its tone stands twice in a list, none stands in both
lists, and no pair means something to be ashamed of. From the receipt come, by Argon2id, the number under
which the outer site finds a report again, the keys to which replies are sealed, and those that sign
what the reporter adds later. `static/sealing/receipts.js` is the same for browsers.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

import nacl.bindings as sodium
from django.utils.translation import gettext as _

from mingcha.foundation.refusals import Invalid

FIRST = (
    "红蓝绿白紫银金铜玉石木竹水云雪风星月春夏秋冬南北山海湖田高长大小"
    "新老明远深暖凉香方慢静早晚双千平安光茶米麦棉布丝彩好真柔稳宽厚旧"
)
SECOND = (
    "松柳梅葵梨桃枣桂苗藕藤稻豆瓜菜笋鹿马牛羊兔燕鹤鸽蝶蚕鱼虾蟹贝桥塔"
    "亭窗灯钟鼓琴笛笔墨伞碗壶船车帆网井泉溪岸岭坡街巷村镇园林砖瓦锁尺"
)
WORDS = 8
BITS = 12  # of each word
BYTES = WORDS * BITS // 8
OPSLIMIT = 2
MEMLIMIT = 32 * 1024 * 1024  # bytes; a cheap phone takes about a second
SALT_BYTES = 16


@dataclass(frozen=True)
class KeyPair:
    public: bytes
    private: bytes = field(repr=False)


@dataclass(frozen=True)
class Derived:
    """What a receipt gives."""

    lookup: bytes  # 32 bytes: told to the site, which keeps a keyed hash of it only
    box: KeyPair  # replies are sealed to it
    sign: KeyPair  # Ed25519: signs what is added


def new() -> bytes:
    """A receipt: 12 random bytes, which only the reporter keeps."""
    return secrets.token_bytes(BYTES)


def words(receipt: bytes) -> list[str]:
    """Its eight words and the check word."""
    return [word(number) for number in [*_numbers(receipt), _check(receipt)]]


def parse(text: str) -> bytes:
    """The receipt that these words are, however they are spaced. Refuses with what is wrong."""
    characters = [one for one in text if "\u4e00" <= one <= "\u9fff"]
    found = ["".join(characters[start : start + 2]) for start in range(0, len(characters), 2)]
    for place, one in enumerate(found, start=1):
        if len(one) != 2 or one[0] not in FIRST or one[1] not in SECOND:
            raise Invalid(
                _("Word %(place)s, “%(word)s”, is not a receipt's. Compare it with what you wrote down.")
                % {"place": place, "word": one}
            )
    if len(found) != WORDS + 1:
        raise Invalid(
            _("A receipt has %(wanted)s words; these are %(found)s.")
            % {"wanted": WORDS + 1, "found": len(found)}
        )
    return _checked([_number(word) for word in found])


def derive(receipt: bytes, *, salt: bytes) -> Derived:
    """The number and the keys; takes 32 MiB and a tenth of a second on purpose. `salt` is the site's."""
    raw = sodium.crypto_pwhash_alg(96, receipt, salt, OPSLIMIT, MEMLIMIT, sodium.crypto_pwhash_ALG_ARGON2ID13)
    box, sign = sodium.crypto_box_seed_keypair(raw[32:64]), sodium.crypto_sign_seed_keypair(raw[64:])
    return Derived(raw[:32], KeyPair(*box), KeyPair(*sign))


def _checked(numbers: list[int]) -> bytes:
    value = 0
    for number in numbers[:WORDS]:
        value = value << BITS | number
    receipt = value.to_bytes(BYTES, "big")
    if numbers[WORDS] != _check(receipt):
        raise Invalid(_("These words do not belong together: one of them is mistaken or out of place."))
    return receipt


def _numbers(receipt: bytes) -> list[int]:
    value = int.from_bytes(receipt, "big")
    return [value >> BITS * (WORDS - 1 - place) & (1 << BITS) - 1 for place in range(WORDS)]


def _check(receipt: bytes) -> int:
    return int.from_bytes(hashlib.sha256(receipt).digest()[:2], "big") >> 4


def word(number: int) -> str:
    """The word for a number below 4,096."""
    return FIRST[number >> 6] + SECOND[number & 63]


def _number(word: str) -> int:
    return FIRST.index(word[0]) << 6 | SECOND.index(word[1])
