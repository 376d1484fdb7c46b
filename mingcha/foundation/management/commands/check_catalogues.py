"""`manage.py check_catalogues`: is the Chinese complete, certain, and does it keep every placeholder?"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import polib
from django.core.management.base import BaseCommand, CommandError

from mingcha.foundation.catalogues import PACKAGE, catalogues
from mingcha.foundation.messages import texts_in

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_SKIPPED = {"tests", "migrations", "testing", "demo"}


class Command(BaseCommand):
    help = "Check that the Chinese catalogues are complete, without doubtful or broken entries."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        entries = [(path, entry) for path in catalogues() for entry in polib.pofile(str(path))]
        faults = list(_faults(entries))
        known = {(entry.msgctxt or "", entry.msgid) for _path, entry in entries if entry.translated()}
        faults += [*_missing(known | _of_django()), *_disagreements(entries)]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the catalogues")
        self.stdout.write(f"{len(entries)} entries, complete")


def _short(path: Path) -> str:
    return str(path.relative_to(PACKAGE.parent))


def _faults(entries: list[tuple[Path, Any]]) -> Iterator[str]:
    for path, entry in entries:
        where = f"{_short(path)}: “{entry.msgid}”"
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"{where} is fuzzy"
        elif not entry.translated():
            yield f"{where} is not translated"
        elif _placeholders(entry.msgid_plural or entry.msgid) != _placeholders(_chinese(entry)):
            yield f"{where} loses or invents a placeholder"


def _chinese(entry: Any) -> str:
    plurals: dict[int, str] = entry.msgstr_plural
    return plurals[0] if plurals else str(entry.msgstr)


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _missing(known: set[tuple[str, str]]) -> list[str]:
    """Texts in the code that no catalogue has, by context and text."""
    return [
        f"{_short(path)}: “{found.text}” is in no catalogue"
        for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")])
        if not _SKIPPED & set(path.relative_to(PACKAGE).parts)
        for found in texts_in(path)
        if found.text.strip() and (found.context, found.text) not in known
    ]


def _of_django() -> set[tuple[str, str]]:
    """What Django and its own apps translate already."""
    found = Path(django.__file__).parent.glob("**/locale/zh_Hans/LC_MESSAGES/django.po")
    entries = (entry for path in found for entry in polib.pofile(str(path)))
    return {(entry.msgctxt or "", entry.msgid) for entry in entries if entry.translated()}


def _disagreements(entries: list[tuple[Path, Any]]) -> Iterator[str]:
    """The same text in two catalogues with two translations: only one is ever shown. A context parts them."""
    translations: dict[str, dict[str, Path]] = defaultdict(dict)
    for path, entry in entries:
        translations[f"{entry.msgctxt or ''}|{entry.msgid}"][_chinese(entry)] = path
    for key, found in sorted(translations.items()):
        if len(found) > 1:
            each = "; ".join(f"{chinese} ({_short(path)})" for chinese, path in found.items())
            yield f"“{key.partition('|')[2]}” has {len(found)} translations: {each}"
