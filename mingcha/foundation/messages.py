"""The texts the code asks gettext for, found without gettext's own programs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

# Function names, and which of their arguments are texts; a context comes first where there is one.
_FUNCTIONS = {
    "_": (0,),
    "_l": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
}
_IN_TEMPLATE = re.compile(r"""\b(_|gettext|ngettext|pgettext)\((.*?)\)(?=\s|$)""")


def texts_in(path: Path) -> Iterator[str]:
    """Every literal text of one Python file or template."""
    source = path.read_text()
    if path.suffix == ".py":
        yield from _from_python(source)
    else:
        yield from _from_template(source, str(path))


def _from_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for position in _FUNCTIONS.get(_name(node.func), ()):
                yield from _literal(node.args, position)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literal(arguments: list[ast.expr], position: int) -> Iterator[str]:
    if len(arguments) > position:
        argument = arguments[position]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def _from_template(source: str, origin: str) -> Iterator[str]:
    """Django turns a template into calls with the rest blanked out; each line's calls are Python."""
    for found in _IN_TEMPLATE.finditer(templatize(source, origin=origin).replace("%%", "%")):
        try:
            yield from _from_python(f"{found.group(1)}({found.group(2)})")
        except SyntaxError:
            continue
