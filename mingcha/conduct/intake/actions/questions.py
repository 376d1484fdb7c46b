"""Questions as people type them and as they are published.

One block a question, blocks parted by an empty line. The first line is the question, with 【单选】, 【多选】,
【填空】 or 【分组】 before it; the lines below are its options. Without a mark it is 单选 where there are
options, else 填空. 【可不答】 after the mark makes it optional.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from mingcha.foundation.refusals import Invalid
from mingcha.foundation.words import listed

Question = dict[str, Any]
KINDS = {"单选": "one", "多选": "many", "填空": "text", "分组": "group"}
_MARKS = {kind: mark for mark, kind in KINDS.items()}
_HEAD = re.compile(r"^(?:\d+\s*[.．、]\s*)?((?:【[^】]*】\s*)*)(.*)$")
_MARK = re.compile(r"【([^】]*)】")
_OPTIONAL = "可不答"
_MOST, _OPTIONS, _LONGEST = 60, 30, 200


def parse(text: str) -> list[Question]:
    """The questions; Invalid says which block is wrong and how."""
    lines = [line.strip() for line in text.replace("\r", "").split("\n")]
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", "\n".join(lines).strip("\n")) if block]
    if not 1 <= len(blocks) <= _MOST:
        raise Invalid(_("Write between 1 and %(most)s questions, parted by empty lines.") % {"most": _MOST})
    questions = [_question(number, block) for number, block in enumerate(blocks, start=1)]
    if sum(question["kind"] == "group" for question in questions) > 1:
        raise Invalid(_("Only one question may part the answers into groups."))
    return questions


def _question(number: int, block: list[str]) -> Question:
    found = _HEAD.match(block[0])
    marks = _MARK.findall(found[1]) if found else []
    words = found[2].strip() if found else ""
    options = [re.sub(r"^[-－•]\s*", "", line).strip() for line in block[1:]]
    kinds = [KINDS[mark] for mark in marks if mark in KINDS]
    if strange := [mark for mark in marks if mark not in KINDS and mark != _OPTIONAL]:
        facts = {"no": number, "mark": strange[0], "known": listed(KINDS)}
        raise Invalid(_("Question %(no)s: “%(mark)s” is unknown. Use %(known)s.") % facts)
    kind = kinds[0] if kinds else ("one" if options else "text")
    _check(number, words, kind, options)
    return {
        "id": f"q{number}",
        "kind": kind,
        "text": words,
        "options": options,
        "required": _OPTIONAL not in marks and kind != "text",
    }


def _check(number: int, words: str, kind: str, options: list[str]) -> None:
    facts = {"no": number, "most": _OPTIONS, "longest": _LONGEST}
    if not words:
        raise Invalid(_("Question %(no)s has no words.") % facts)
    if kind == "text" and options:
        raise Invalid(_("Question %(no)s is answered in words and has no options.") % facts)
    if kind != "text" and not 2 <= len(options) <= _OPTIONS:
        raise Invalid(_("Question %(no)s needs between 2 and %(most)s options, one a line.") % facts)
    if len(set(options)) != len(options):
        raise Invalid(_("Question %(no)s has the same option twice.") % facts)
    if any(len(part) > _LONGEST for part in (words, *options)):
        raise Invalid(_("Question %(no)s: at most %(longest)s signs in a line.") % facts)


def written(questions: list[Question]) -> str:
    """The same questions as one types them."""
    return "\n\n".join(_written(question) for question in questions)


def _written(question: Question) -> str:
    optional = not question.get("required") and question["kind"] != "text"
    marks = f"【{_MARKS[question['kind']]}】" + (f"【{_OPTIONAL}】" if optional else "")
    return "\n".join([marks + question["text"], *question["options"]])


SURVEY = """【分组】您的身份
班子成员
中层干部
一般干部职工

【单选】您对本单位党组织贯彻落实上级决策部署情况的评价
满意
基本满意
不满意
不了解

【单选】您对本单位党风廉政建设情况的评价
满意
基本满意
不满意
不了解

【多选】【可不答】您认为本单位存在哪些突出问题
形式主义、官僚主义
选人用人不公
违规吃喝、收送礼品
工程、采购、资金管理不规范
群众办事难

【填空】您还有哪些意见建议"""
APPRAISAL = """【分组】您的身份
班子成员
中层干部
一般干部职工

【单选】对领导班子的总体评价
好
较好
一般
差

【单选】对主要负责人的总体评价
好
较好
一般
差

【单选】对选人用人工作的总体评价
好
较好
一般
差

【填空】对领导班子及成员的意见建议"""
