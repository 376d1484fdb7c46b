"""What an app writes to declare its papers. Their text is Chinese, the office's language of record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.utils.functional import Promise

Kind = Literal["document", "letter", "form"]
Align = Literal["justify", "left", "center", "right"]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4, numbered 一、（一）1. （1） by itself unless its text already is."""

    text: str
    level: int = 1
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """Body text: 3号仿宋, two characters in. `lead` is an opening sentence in 楷体, as in run-in headings.

    A text of several lines becomes several paragraphs.
    """

    text: str
    lead: str = ""
    indent: bool = True
    align: Align = "justify"


@dataclass(frozen=True)
class Cell:
    """One cell: `span` columns wide, `label` in 黑体 and centred, at least `lines` lines high."""

    text: str = ""
    span: int = 1
    label: bool = False
    lines: int = 1


@dataclass(frozen=True)
class Table:
    """Rows under column heads (repeated on every page). `widths` are shares, equal when not given."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    widths: Sequence[float] = ()
    title: str = ""


@dataclass(frozen=True)
class Fields:
    """The grid of a form: pairs of label and value, `across` pairs a line.

    A value longer than `long` characters takes a line of its own; `tall` names the labels whose
    cells leave room for writing, with how many lines.
    """

    pairs: Sequence[tuple[str, object]]
    across: int = 2
    long: int = 14
    tall: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Signature:
    """A line to sign by hand, with name and day, each left open where missing."""

    label: str
    name: str = ""
    on: date | None = None


Block = Heading | Paragraph | Table | Fields | Signature


@dataclass(frozen=True)
class Annex:
    """An attachment (附件): named in the note below the text, printed on its own pages after it."""

    title: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Official:
    """One official document, as data.

    `kind`: "document" has the red head “…文件” with number and red rule; "letter" (信函) the mark
    between double red lines; "form" only a title and what is below it (talk records, lists).
    `issuer` is the body whose mark heads the paper; `mark` replaces the words of the mark where they
    are not issuer + “文件”. `number` is filled in when the paper is drawn up. `approver` (签发人) makes
    it an upward paper. `signer` is the body that signs, `signer` and `signed_on` stand at the end;
    `stamped` leaves the places as a sealed paper needs them. `words` must not be split in the title.
    """

    title: str
    issuer: str = ""
    addressee: str | Sequence[str] = ""
    blocks: Sequence[Block] = ()
    kind: Kind = "document"
    mark: str = ""
    number: str = ""
    approver: str | Sequence[str] = ""
    signer: str = ""
    signed_on: date | None = None
    stamped: bool = True
    annexes: Sequence[Annex] = ()
    note: str = ""
    copies_to: str | Sequence[str] = ()
    printed_by: str = ""
    printed_on: date | None = None
    marking: str = "internal"
    urgency: Literal["", "特急", "加急"] = ""
    copy_number: int | None = None
    words: Sequence[str] = ()


@dataclass(frozen=True)
class DocumentTemplate:
    """One kind of paper that can be drawn up from one kind of record.

    `build(record)` gives the paper; `who(user, record)` says who may draw it up; each of `needs`
    gives the reason it cannot be drawn up yet, or None. `series(record)` names the gapless numbering
    series, and `number` writes the number: a pattern with {year} and {no}, or a function of record
    and number. Without a series the paper has no number.
    """

    name: str
    title: str | Promise
    model: Any
    build: Callable[[Any], Official]
    who: Callable[[Any, Any], bool]
    series: Callable[[Any], str] | None = None
    number: str | Callable[[Any, int], str] = "〔{year}〕{no}号"
    needs: Sequence[Callable[[Any], str | None]] = ()

    def __str__(self) -> str:
        return str(self.title)

    def blocked(self, record: Any) -> str | None:
        """Why it cannot be drawn up yet, or None."""
        return next((reason for need in self.needs if (reason := need(record))), None)

    def numbered(self, record: Any, no: int, year: int) -> str:
        """The number as it is printed; the year in full, in 〔〕, without leading zeros (GB/T 9704 7.2.5)."""
        if callable(self.number):
            return self.number(record, no)
        return self.number.format(year=year, no=no)
