"""The PDF of a composed paper, set by typst; no program outside Python is needed."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from mingcha.foundation.documents import fonts, measures
from mingcha.foundation.documents.composing import Composition

_SOURCE = Path(__file__).with_name("official.typ")
# Families of which the bold stands for 小标宋, which is heavy by nature.
_HEAVY = ("Noto Serif CJK SC", "Source Han Serif SC", "FandolSong", "STSong")


@dataclass(frozen=True)
class Typeset:
    """A PDF, the faces that had to be replaced in it, and where the 版记 fell."""

    pdf: bytes
    substituted: dict[str, str]
    last_page: int
    turns: bool


def typeset(paper: Composition) -> Typeset:
    """Set one paper."""
    compiler = typst.Compiler(_SOURCE, font_paths=fonts.installed(), sys_inputs=_inputs(paper))
    pdf: Any = compiler.compile(format="pdf")
    tail = json.loads(compiler.query("<tail>", field="value"))
    end: Any = tail[0] if tail else {"page": 1, "turns": False}
    return Typeset(pdf, fonts.substituted(), end["page"], end["turns"])


def _inputs(paper: Composition) -> dict[str, str]:
    chosen: dict[str, Any] = {**fonts.chosen(), "heavy": _HEAVY}
    return {
        "paper": json.dumps(asdict(paper), ensure_ascii=False),
        "fonts": json.dumps(chosen, ensure_ascii=False),
        "measures": _measures(),
    }


@lru_cache(maxsize=1)
def _measures() -> str:
    plain = {name: value for name, value in vars(measures).items() if isinstance(value, int | float | str)}
    return json.dumps(plain | {"roles": {name: asdict(role) for name, role in measures.ROLES.items()}})
