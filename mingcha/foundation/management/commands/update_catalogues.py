"""`manage.py update_catalogues`: puts new texts into the Chinese catalogues, empty, and drops unused ones."""

from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandParser

from mingcha.foundation.catalogues import PACKAGE
from mingcha.foundation.messages import Text, texts_in

_SKIPPED = {"tests", "migrations"}
_HEADER = {
    "Project-Id-Version": "Mingcha",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


class Command(BaseCommand):
    help = "Bring the Chinese catalogues up to date with the texts in the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="*", help="only these, such as mingcha/foundation/jobs")

    def handle(self, *, folders: list[str], **options: Any) -> None:
        for home in [Path(folder).resolve() for folder in folders] or _homes():
            if texts := _texts(home):
                empty = _update(home, texts)
                self.stdout.write(
                    f"{home.relative_to(PACKAGE.parent)}: {len(texts)} texts, {empty} to translate"
                )


def _homes() -> list[Path]:
    """The apps, and foundation itself for the modules at its root."""
    return [PACKAGE / "foundation", *sorted(path.parent for path in PACKAGE.glob("*/*/apps.py"))]


def _texts(home: Path) -> list[Text]:
    is_app = home.parent.parent == PACKAGE
    files = [*home.rglob("*.py"), *home.rglob("*.html")] if is_app else [*home.glob("*.py")]
    own = sorted(path for path in files if not _SKIPPED & set(path.relative_to(home).parts))
    return list(dict.fromkeys(text for path in own for text in texts_in(path) if text.text.strip()))


def _update(home: Path, texts: list[Text]) -> int:
    place = home / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    old = (
        {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(place))}
        if place.exists()
        else {}
    )
    new = polib.POFile(wrapwidth=110)
    new.metadata = _HEADER
    for text in texts:
        entry = old.get((text.context, text.text)) or _entry(text)
        entry.flags = sorted({*entry.flags, "python-format"} if "%(" in text.text else set(entry.flags))
        new.append(entry)
    place.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(place))
    return sum(not entry.translated() for entry in new)


def _entry(text: Text) -> Any:
    plural = {"msgid_plural": text.plural, "msgstr_plural": {0: ""}} if text.plural else {"msgstr": ""}
    return polib.POEntry(msgid=text.text, msgctxt=text.context or None, **plural)
