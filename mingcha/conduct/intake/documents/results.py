"""The counts of a questionnaire as a workbook."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from mingcha.conduct.intake.models import Questionnaire


def results_workbook(questionnaire: Questionnaire) -> bytes:
    """A sheet of counts, one of groups, one of texts; small groups are not in it, as on the page."""
    target = BytesIO()
    results = questionnaire.results or {}
    # Cells are text unless they are numbers: nothing that someone answered becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        _sheet(
            book, _("Counts"), bold, [_("Question"), _("Option"), _("Answers"), _("Share")], _counts(results)
        )
        groups = results.get("groups") or {}
        head = [_("Question"), groups.get("question", _("Group")), _("Option"), _("Answers")]
        _sheet(book, _("Groups"), bold, head, _groups(results))
        _sheet(book, _("Texts"), bold, [_("Question"), _("Words")], _texts(results))
        totals: list[list[Any]] = [
            [_("Title"), questionnaire.title],
            [_("Persons invited"), questionnaire.invited or ""],
            [_("Answers returned"), questionnaire.returned],
            [_("Valid"), questionnaire.valid],
            [_("Smallest group shown"), questionnaire.floor],
        ]
        _sheet(book, _("Totals"), bold, [_("Fact"), _("Value")], totals)
    return target.getvalue()


def _sheet(book: Any, name: str, bold: Any, head: list[str], rows: list[list[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, head, bold)
    for place, row in enumerate(rows, start=1):
        sheet.write_row(place, 0, row)
    sheet.freeze_panes(1, 0)
    sheet.autofit()


def _counts(results: dict[str, Any]) -> list[list[Any]]:
    return [
        [one["text"], option, number, round(number / one["answered"], 4) if one["answered"] else 0]
        for one in results.get("questions", [])
        if "counts" in one
        for option, number in zip(one["options"], one["counts"], strict=True)
    ]


def _groups(results: dict[str, Any]) -> list[list[Any]]:
    asked = {one["id"]: one for one in results.get("questions", [])}
    return [
        [asked[key]["text"], row["label"], option, number]
        for row in (results.get("groups") or {}).get("rows", [])
        for key, numbers in row["counts"].items()
        for option, number in zip(asked[key]["options"], numbers, strict=True)
    ]


def _texts(results: dict[str, Any]) -> list[list[Any]]:
    return [[one["text"], text] for one in results.get("questions", []) for text in one.get("texts", [])]
