"""The texts the code asks gettext for, found without gettext's own programs."""

import ast
import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

# Function names, and the positions of the context, the text and its plural.
_FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "_l": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
}
_CALL = re.compile(r"\b(_|gettext|ngettext|pgettext)\(")


class Text(NamedTuple):
    """One text to translate."""

    text: str
    plural: str = ""
    context: str = ""


def texts_in(path: Path) -> Iterator[Text]:
    """Every literal text of one Python file or template."""
    source = path.read_text()
    if path.suffix == ".py":
        yield from _from_python(source)
    else:
        yield from _from_template(source, str(path))


def _from_python(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (positions := _FUNCTIONS.get(_name(node.func))):
            context, text, plural = (_literal(node.args, position) for position in positions)
            if text:
                yield Text(text, plural, context)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literal(arguments: list[ast.expr], position: int | None) -> str:
    if position is None or len(arguments) <= position:
        return ""
    argument = arguments[position]
    return str(argument.value) if isinstance(argument, ast.Constant) else ""


def _from_template(source: str, origin: str) -> Iterator[Text]:
    """Django turns a template into calls with the rest blanked out; each call is Python."""
    blanked = templatize(source, origin=origin)  # doubles every “%”, as the texts are looked up
    for found in _CALL.finditer(blanked):
        yield from _first_call(blanked[found.start() : found.start() + 3000])


def _first_call(code: str) -> Iterator[Text]:
    """The call that `code` begins with: up to the first bracket that makes it whole."""
    for end in (place + 1 for place, letter in enumerate(code) if letter == ")"):
        with contextlib.suppress(SyntaxError):
            yield from _from_python(code[:end])
            return
