"""One paper, both files, and the proof that the .docx keeps the national format."""

from dataclasses import dataclass

from mingcha.foundation.documents.check import Fault, validate
from mingcha.foundation.documents.composing import compose
from mingcha.foundation.documents.declarations import Official
from mingcha.foundation.documents.typesetting import typeset
from mingcha.foundation.documents.word import write_docx


@dataclass(frozen=True)
class Rendering:
    """What came out: both files, the fonts replaced in the PDF, the faults of the .docx."""

    docx: bytes
    pdf: bytes
    substituted: dict[str, str]
    pages: int
    faults: list[Fault]


def render(paper: Official) -> Rendering:
    """The PDF first: it knows where the text ends, which the .docx needs for its 版记."""
    composition = compose(paper)
    typesetting = typeset(composition)
    docx = write_docx(composition, turn=typesetting.turns)
    return Rendering(docx, typesetting.pdf, typesetting.substituted, typesetting.pages, validate(docx))
