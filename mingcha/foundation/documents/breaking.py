"""Where a title's lines end: no word split, nothing inside 《》 broken, a trapezoid or diamond shape.

GB/T 9704-2012 7.3.1: lines break where the meaning breaks, stand symmetrically, their lengths
proper, as a trapezoid or a rhombus.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate

WIDEST = 19  # characters of 22 pt that stand comfortably in 156 mm
NARROWEST = 4

# Words of the office's titles that are read as one.
_READ_AS_ONE = """
中国共产党 中共 委员会 领导小组 办公室 巡视巡察 巡察组 巡视组 巡察工作 巡视工作
常规巡察 专项巡察 机动巡察 提级巡察 巡察整改 整改方案 整改情况 进展情况 反馈意见
问题线索 立行立改 人民政府 纪律检查 监察委员会 组织部 宣传部 统战部 党组 党委
党支部 全面从严治党 上下联动 工作方案 实施方案 实施意见 工作规划 年度计划 工作情况
工作报告 综合报告 专题报告 情况报告 通知书 建议书 移交函 通报 通知 请示 报告
批复 意见 决定 关于 开展 印发 做好 进一步 加强 落实 情况 工作 有限公司
有限责任公司 管理局 管理委员会 街道 乡镇 村级 国有企业 高等学校 学校 医院 集团
公司 部门 单位 组建 授权 任职 成立 进驻 期间 第一轮 第二轮 第三轮 第四轮
第五轮 第六轮 第七轮 第八轮 第九轮 第十轮 审议 纪要 台账 清单 底稿 谈话
记录
"""
WORDS = tuple(_READ_AS_ONE.split())
_SOLID = re.compile(
    r"《[^》]*》|〔[^〕]*〕|（[^）]*）|“[^”]*”|第?[\d一二三四五六七八九十百〇]+[年月日届次轮号个条期组批章]?|[A-Za-z0-9.\-]+"
)
_NO_START = "的地得和与及、，。：；》〕）”等了"
_NO_END = "《〔（“第"


def units(title: str, words: Iterable[str] = (), *, opened: bool = False) -> list[str]:
    """The title cut into pieces that must stay whole, the longest known word first.

    `opened` cuts inside 《》 and brackets too, between the words in them.
    """
    words = tuple(words)
    known = sorted({*WORDS, *words}, key=len, reverse=True)
    pieces: list[str] = []
    place = 0
    while place < len(title):
        solid = _SOLID.match(title, place)
        found = solid.group() if solid else ""
        word = next((word for word in known if title.startswith(word, place)), "")
        piece = max(found, word, title[place], key=len)
        pieces += _split(piece, words, opened=opened)
        place += len(piece)
    return _glue(pieces)


def break_title(title: str, words: Iterable[str] = ()) -> list[str]:
    """The lines of a title. Lines already given with newlines are kept."""
    if "\n" in title:
        return [line.strip() for line in title.splitlines() if line.strip()]
    title = title.strip()
    if len(title) <= WIDEST:
        return [title]
    return _arrange(title, tuple(words)) or [title[at : at + WIDEST] for at in range(0, len(title), WIDEST)]


def places(title: str, words: Iterable[str] = ()) -> set[int]:
    """Where a line may end, counted in characters: inside 《》 only if the title fits no other way."""
    words = tuple(words)
    opened = _arrange(title, words, (False,)) is None
    return set(accumulate(map(len, units(title, words, opened=opened))))


def _arrange(title: str, words: tuple[str, ...], ways: Sequence[bool] = (False, True)) -> list[str] | None:
    """The best lines, as few as can be; None where no arrangement is good."""
    fewest = -(-len(title) // WIDEST)
    for opened in ways:
        pieces = tuple(units(title, words, opened=opened))
        for lines in range(fewest, fewest + 3):
            if best := _best(pieces, lines, WIDEST):
                return list(best)
    return None


def _best(pieces: tuple[str, ...], lines: int, widest: int) -> tuple[str, ...] | None:
    """The split into `lines` lines that looks best, or None where it cannot be done."""

    @cache
    def splits(start: int, left: int) -> tuple[tuple[str, ...], ...]:
        if left == 1:
            last = "".join(pieces[start:])
            return ((last,),) if NARROWEST <= len(last) <= widest else ()
        found: list[tuple[str, ...]] = []
        for end in range(start + 1, len(pieces)):
            line = "".join(pieces[start:end])
            if len(line) > widest:
                break
            if len(line) >= NARROWEST:
                found += [(line, *rest) for rest in splits(end, left - 1)]
        return tuple(found)

    return min(splits(0, lines), key=_ugliness, default=None)


def _ugliness(lines: Sequence[str]) -> float:
    """0 is beautiful: near the average, no two lines equal, shaped ▽, △ or ◇, broken after a phrase."""
    sizes = [len(line) for line in lines]
    average = sum(sizes) / len(sizes)
    spread = sum((size - average) ** 2 for size in sizes) / len(sizes)
    same = sum(abs(one - two) < 1 for one, two in zip(sizes, sizes[1:], strict=False)) * 1.5
    waist = sum(8 for i in range(1, len(sizes) - 1) if sizes[i] < sizes[i - 1] and sizes[i] < sizes[i + 1])
    phrase = sum(-1.5 for line in lines[:-1] if line[-1] in "组室会》市县区，、")
    orphan = sum(2 for line in lines[:-1] if line.endswith("关于"))
    return spread + same + waist + phrase + orphan


def _split(piece: str, words: tuple[str, ...], *, opened: bool) -> list[str]:
    """A piece too long for a line must break after all; one in brackets between the words in it."""
    if piece[0] in _NO_END and (opened or len(piece) > WIDEST):
        return [piece[0], *units(piece[1:-1], words, opened=opened), piece[-1]] if len(piece) > 8 else [piece]
    return [piece] if len(piece) <= WIDEST else list(piece)


def _glue(pieces: list[str]) -> list[str]:
    """Join what may not begin a line to the piece before it, what may not end one to the piece after."""
    glued: list[str] = []
    for piece in pieces:
        if glued and (piece[0] in _NO_START or glued[-1][-1] in _NO_END):
            glued[-1] += piece
        else:
            glued.append(piece)
    return glued
