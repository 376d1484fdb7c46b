"""What a rule says when it is broken."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation.documents.check.reading import Paragraph


@dataclass(frozen=True)
class Fault:
    """One fault: where it is, the rule's code, what was found and what is wanted."""

    place: str
    rule: str
    found: str
    wanted: str

    @property
    def title(self) -> str:
        return str(RULES[self.rule])

    def __str__(self) -> str:
        given = {"place": self.place, "rule": self.title, "found": self.found, "wanted": self.wanted}
        return _("%(place)s: %(rule)s: found %(found)s, wanted %(wanted)s") % given


def place_of(paragraph: Paragraph) -> str:
    """A place a person finds again: the paragraph's number and its first words."""
    words = paragraph.text.strip()[:12]
    if paragraph.in_table:
        return _("table after paragraph %(no)s “%(words)s”") % {"no": paragraph.no, "words": words}
    return _("paragraph %(no)s “%(words)s”") % {"no": paragraph.no, "words": words}


RULES: dict[str, str | Promise] = {
    "page.size": gettext_lazy("Paper is A4 (5.1)"),
    "page.margins": gettext_lazy("Margins leave a block of 156 × 225 mm (5.2.1)"),
    "page.grid": gettext_lazy("The block holds 22 lines of 28 characters (5.2.3)"),
    "page.number": gettext_lazy("The page number stands between dashes: — 1 — (7.5)"),
    "page.number_font": gettext_lazy("The page number is in 4号 Song (7.5)"),
    "page.number_sides": gettext_lazy("Page numbers: odd pages right, even pages left (7.5)"),
    "page.number_place": gettext_lazy("The page number is 7 mm below the block, one character in (7.5)"),
    "page.first_number": gettext_lazy("A letter's first page has no number (10.1)"),
    "head.copy_number": gettext_lazy("The copy number has six Arabic digits (7.2.1)"),
    "head.marking": gettext_lazy("Marking and urgency are in 3号黑体, flush left (7.2.2, 7.2.3)"),
    "head.mark": gettext_lazy("The paper has its issuer's mark (7.2.4)"),
    "head.mark_colour": gettext_lazy("The issuer's mark is red (7.2.4)"),
    "head.mark_font": gettext_lazy("The issuer's mark is in 小标宋 (7.2.4)"),
    "head.mark_align": gettext_lazy("The issuer's mark is centred (7.2.4)"),
    "head.mark_place": gettext_lazy(
        "Mark: 35 mm below the block's upper edge; a letter's 30 mm below the paper's (7.2.4)"
    ),
    "head.number": gettext_lazy("The paper has a document number (7.2.5)"),
    "head.number_form": gettext_lazy("Number: the full year in 〔〕, no leading zero, no 第 (7.2.5)"),
    "head.number_place": gettext_lazy("The number stands two lines below the mark (7.2.5)"),
    "head.number_align": gettext_lazy(
        "Number: centred; with 签发人 one character in; a letter's at the right (7.2.5, 10.1)"
    ),
    "head.approver": gettext_lazy("签发人 in 仿宋, the name in 楷体 (7.2.6)"),
    "head.rule": gettext_lazy("A red rule stands below the number (7.2.7)"),
    "head.rule_colour": gettext_lazy("The rule of the head is red (7.2.7)"),
    "head.rule_width": gettext_lazy(
        "The red rule is as wide as the block, 156 mm; a letter's 170 mm (7.2.7, 10.1)"
    ),
    "head.rule_place": gettext_lazy("The red rule is 4 mm below the number (7.2.7)"),
    "title.missing": gettext_lazy("The paper has a title (7.3.1)"),
    "title.font": gettext_lazy("The title is in 2号小标宋 (7.3.1)"),
    "title.align": gettext_lazy("The title is centred (7.3.1)"),
    "title.place": gettext_lazy("The title stands two lines below the red rule (7.3.1)"),
    "title.break": gettext_lazy("The title's lines do not split words (7.3.1)"),
    "title.shape": gettext_lazy("The title's lines form a trapezoid or a rhombus (7.3.1)"),
    "addressee.place": gettext_lazy("The addressee stands one line below the title, flush left (7.3.2)"),
    "addressee.colon": gettext_lazy("The addressee ends with a full-width colon (7.3.2)"),
    "body.font": gettext_lazy("Body text is in 3号仿宋 (5.2.2)"),
    "body.size": gettext_lazy("Body text is of 16 points (5.2.2)"),
    "body.line": gettext_lazy("Lines are exactly 28 to 29 points high (5.2.3)"),
    "body.indent": gettext_lazy("Paragraphs begin two characters in (7.3.3)"),
    "body.colour": gettext_lazy("Text is black (5.2.4)"),
    "heading.font": gettext_lazy("Headings: 一、in 黑体,（一）in 楷体, 1. and （1） in 仿宋 (7.3.3)"),
    "table.font": gettext_lazy("Tables are in 仿宋, their heads in 黑体"),
    "annex.note": gettext_lazy(
        "附件 note: two characters in, full-width colon, no stop after a name (7.3.4)"
    ),
    "annex.page": gettext_lazy("An annex begins a new page with 附件 in 3号黑体, flush left (7.3.7)"),
    "annex.title": gettext_lazy("An annex's title is centred on its third line (7.3.7)"),
    "date.form": gettext_lazy("The date is in Arabic figures, the year in full, no leading zeros (7.3.5)"),
    "date.place": gettext_lazy(
        "Date: four from the right when stamped, else begins two after the name does (7.3.5)"
    ),
    "signer.place": gettext_lazy(
        "Signer: centred over the date when stamped, else two from the right (7.3.5)"
    ),
    "remark.form": gettext_lazy("附注 stands two characters in, in round brackets (7.3.6)"),
    "record.rules": gettext_lazy("Rules of the 版记: 0.35 mm first and last, 0.25 mm between (7.4.1)"),
    "record.width": gettext_lazy("Rules of the 版记 are as wide as the block (7.4.1)"),
    "record.place": gettext_lazy("The 版记 stands at the foot of the block (7.4)"),
    "record.font": gettext_lazy("抄送 and 印发 are in 4号仿宋 (7.4.2, 7.4.3)"),
    "record.form": gettext_lazy(
        "抄送：…。 and the printing body with 年月日印发 at the right (7.4.2, 7.4.3)"
    ),
    "record.indent": gettext_lazy("抄送 and 印发 stand one character in on both sides (7.4.2, 7.4.3)"),
}
