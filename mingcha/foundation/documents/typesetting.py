"""The PDF of a composed paper, set by typst; no program outside Python is needed."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from mingcha.foundation.documents import fonts, measures
from mingcha.foundation.documents.composing import Composition

_SOURCE = Path(__file__).with_name("official.typ")
_WATERMARK = Path(__file__).with_name("watermark.typ")
# Families of which the bold stands for 小标宋, which is heavy by nature.
_HEAVY = ("Noto Serif CJK SC", "Source Han Serif SC", "FandolSong", "STSong")


@dataclass(frozen=True)
class Typeset:
    """A PDF, the faces that had to be replaced in it, its pages, and how many turned before the 版记."""

    pdf: bytes
    substituted: dict[str, str]
    pages: int
    turns: int


def typeset(paper: Composition) -> Typeset:
    """Set one paper."""
    compiler = typst.Compiler(_SOURCE, font_paths=fonts.installed(), sys_inputs=_inputs(paper))
    pdf: Any = compiler.compile(format="pdf")
    pages, turns = (_noted(compiler, label) for label in ("<pages>", "<turns>"))
    return Typeset(pdf, fonts.substituted(), pages, turns)


def _noted(compiler: typst.Compiler, label: str) -> int:
    """A number the source noted about its own pages."""
    found = json.loads(compiler.query(label, field="value"))
    return int(found[-1]) if found else 0


def watermark(pdf: bytes, pages: int, words: str) -> bytes:
    """The same pages with who took the copy and when in small grey print at the foot of each."""
    with TemporaryDirectory() as folder:
        Path(folder, "paper.pdf").write_bytes(pdf)
        source = Path(folder, "watermark.typ")
        source.write_text(_WATERMARK.read_text(encoding="utf-8"), encoding="utf-8")
        inputs = {"font": fonts.chosen()["heiti"], "pages": str(pages), "words": words}
        compiler = typst.Compiler(source, root=folder, font_paths=fonts.installed(), sys_inputs=inputs)
        marked: Any = compiler.compile(format="pdf")
    return bytes(marked)


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
