"""A workbook's cell as a value: tolerant of how people write, strict about what cannot be known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from mingcha.foundation.ledgers.columns import field_at
from mingcha.foundation.ledgers.importing import Cell, Context
from mingcha.foundation.words import listed

# Zero-width signs, byte-order marks and control characters that come along when one copies.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = " \t\r\n\u00a0\u3000\u2002\u2003\u2009"
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?")
_YES = {"是", "yes", "y", "true", "1", "√", "✓", "对", "有"}
_NO = {"否", "no", "n", "false", "0", "×", "✗", "x", "错", "无"}


class Wrong(Exception):
    """The cell cannot be this kind of value. The message says how to mend it."""


def cleaned(value: Any) -> Any:
    """Text without what cannot be seen around and inside it."""
    return _UNSEEN.sub("", value).strip(_BLANKS) if isinstance(value, str) else value


def folded(text: str) -> str:
    """Text for comparing headings and codes: full-width as half-width, no spaces, no mark of the required."""
    plain = unicodedata.normalize("NFKC", str(cleaned(text)))
    return re.sub(r"\s+|[*＊]", "", plain).casefold()


class Reader:
    """Turns one column's cells into values. Raises Wrong."""

    def __init__(self, cell: Cell, model: Any, context: Context) -> None:
        self.cell = cell
        self.field = field_at(model, cell.name)
        self.choices = _choices(cell, self.field, context)
        self.kind = cell.kind or _kind(self.field, bool(self.choices))

    @property
    def label(self) -> str:
        given = self.cell.label
        return str(given if given is not None else getattr(self.field, "verbose_name", self.cell.name))

    @property
    def headings(self) -> set[str]:
        """What the column may be headed: its label in any of the product's languages, or its name."""
        found = {folded(self.cell.name)}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                found.add(folded(self.label))
        return found

    def read(self, raw: Any) -> Any:
        value = cleaned(raw)
        if value is None or value == "":
            if self.cell.required:
                raise Wrong(_("“%(column)s” must be filled in.") % {"column": self.label})
            return self._nothing()
        found = _KINDS[self.kind](self, value)
        self._validate(found)
        return found

    def _nothing(self) -> Any:
        if self.kind in ("text", "choice"):
            return ""
        return False if self.kind == "flag" and not getattr(self.field, "null", True) else None

    def _validate(self, value: Any) -> None:
        """The model field's own limits: length, least, most, places after the point."""
        if self.field is None or self.field.is_relation or self.kind == "choice":
            return
        try:
            self.field.run_validators(value)
        except ValidationError as error:
            raise Wrong(" ".join(error.messages)) from None

    def text(self, value: Any) -> str:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, float) and abs(value) >= 10**15:
            raise Wrong(
                _("Excel has rounded this long number. Set the cell's format to “text” and type it again.")
            )
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, datetime) and value.time() == datetime.min.time():
            return value.date().isoformat()
        return str(value)

    def integer(self, value: Any) -> int:
        number = self.decimal(value)
        if number != number.to_integral_value():
            raise Wrong(_("“%(value)s” is not a whole number.") % {"value": value})
        return int(number)

    def decimal(self, value: Any) -> Decimal:
        text = unicodedata.normalize("NFKC", str(value)).replace(",", "").replace(" ", "")
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool | date) or not number.is_finite():
            raise Wrong(_("“%(value)s” is not a number. Write digits only.") % {"value": _short(value)})
        return (
            number.normalize() if number == number.to_integral_value() and "E" not in str(number) else number
        )

    def date(self, value: Any) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = unicodedata.normalize("NFKC", self.text(value)).replace(" ", " ").strip()
        if re.fullmatch(r"\d{8}", text):
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        match = _DATE.fullmatch(re.sub(r"\s*([-/.年月日])\s*", r"\1", text))
        if not match:
            raise Wrong(_("“%(value)s” is not a date. Write it like 2026-01-05.") % {"value": _short(value)})
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise Wrong(_("There is no such day as “%(value)s”.") % {"value": _short(value)}) from None

    def flag(self, value: Any) -> bool:
        text = folded(self.text(value))
        if text not in _YES | _NO:
            raise Wrong(_("“%(value)s” is neither yes nor no. Write 是 or 否.") % {"value": _short(value)})
        return text in _YES

    def choice(self, value: Any) -> Any:
        wanted = folded(self.text(value))
        for code, labels in self.choices:
            if wanted in labels or wanted == folded(str(code)):
                return code
        known = listed(self.labels[:12])
        message = _("“%(value)s” is not one of the values allowed: %(known)s.")
        raise Wrong(message % {"value": _short(value), "known": known})

    @property
    def labels(self) -> list[str]:
        """The values allowed, as the template lists them."""
        return [str(labels.own) for _code, labels in self.choices]


_KINDS: dict[str, Callable[[Reader, Any], Any]] = {
    "text": Reader.text,
    "integer": Reader.integer,
    "decimal": Reader.decimal,
    "date": Reader.date,
    "flag": Reader.flag,
    "choice": Reader.choice,
}


class _Labels(set[str]):
    """A choice's label in every language, folded; `own` is the one to show."""

    own: Any = ""


def _choices(cell: Cell, field: Any, context: Context) -> list[tuple[Any, _Labels]]:
    given: Any = (
        cell.choices(context)
        if callable(cell.choices) and not isinstance(cell.choices, type)
        else cell.choices
    )
    if given is None:
        given = getattr(field, "flatchoices", None) or ()
    found = []
    for code, label in getattr(given, "choices", given):
        if code in ("", None):
            continue
        labels = _Labels()
        labels.own = label
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                labels.add(folded(str(label)))
        found.append((code, labels))
    return found


def _kind(field: Any, has_choices: bool) -> str:
    if has_choices:
        return "choice"
    kinds = (
        (models.DateField, "date"),
        (models.BooleanField, "flag"),
        (models.IntegerField, "integer"),
        (models.DecimalField | models.FloatField, "decimal"),
    )
    return next((kind for of, kind in kinds if isinstance(field, of)), "text")


def _short(value: Any) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text if len(text) <= 30 else f"{text[:30]}…"
