"""Hidden data of documents: Word, Excel and PowerPoint."""

import re
import zipfile
from io import BytesIO

from mingcha.outer.reports.cleaning.bounds import Budget, CannotLook
from mingcha.outer.reports.cleaning.pictures import jpeg, png

UNPACKED = 64 << 20  # bytes of one document in all, unpacked; more is a bomb
ENTRIES = 4000
_SCHEMAS = "http" + "://schemas.openxmlformats.org/"
_EMPTY = {
    "docProps/core.xml": ("cp:coreProperties", "xmlns:cp", "package/2006/metadata/core-properties"),
    "docProps/app.xml": ("Properties", "xmlns", "officeDocument/2006/extended-properties"),
    "docProps/custom.xml": ("Properties", "xmlns", "officeDocument/2006/custom-properties"),
}
_TOLD = [
    ("author", re.compile(rb"<(dc:creator|cp:lastModifiedBy|Manager|Company)>[^<]")),
    ("time", re.compile(rb"<(dcterms:created|dcterms:modified)")),
    ("software", re.compile(rb"<Application>[^<]")),
    ("other", re.compile(rb"<property ")),
]
_TEXT = re.compile(r"(word|xl|ppt)/.*\.xml")
_COMMENTS = re.compile(r"comment|people|person|author", re.I)
_CHANGES = re.compile(rb"<w:(ins|del|moveFrom|moveTo) ")
_BY = re.compile(rb'\b((?:w:|w15:)?(?:author|initials|userId|lastIdx)|name)="[^"]*"')
_AT = re.compile(rb'\b(w:date|dt|w16du:dateUtc)="[^"]*"')
STAY = frozenset({"comment", "changes"})  # they may be the matter; whose they are and when goes


def office(content: bytes) -> tuple[list[str], bytes]:
    """Whose it is and when, in properties, changes and comments, and what its pictures hide, go."""
    found: list[str] = []
    target, budget = BytesIO(), Budget(UNPACKED)
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(target, "w") as copy:
        entries = archive.infolist()
        if len(entries) > ENTRIES or "[Content_Types].xml" not in archive.NameToInfo:
            raise CannotLook("another archive")
        for entry in entries:
            fresh = zipfile.ZipInfo(entry.filename)  # of 1980, without notes
            fresh.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(fresh, _cleaned(entry.filename, _unpacked(archive, entry, budget), found))
    return found, target.getvalue()


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    """One entry, never more of it than is left of what may be unpacked, whatever it says of its size."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise CannotLook("packed in a way that cannot be bounded")
    with archive.open(entry) as packed:
        content = packed.read(budget.left + 1)
    budget.take(len(content))
    return content


def _cleaned(name: str, content: bytes, found: list[str]) -> bytes:
    if name in _EMPTY:
        found += [what for what, words in _TOLD if words.search(content)]
        tag, space, address = _EMPTY[name]
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        return f'{head}<{tag} {space}="{_SCHEMAS}{address}"/>'.encode()
    if name.startswith("docProps/thumbnail"):
        found.append("thumbnail")
        return b""
    if name.lower().endswith((".jpg", ".jpeg", ".png")):
        return _picture(content, found)
    if _TEXT.fullmatch(name):
        return _text(name, content, found)
    return content


def _picture(content: bytes, found: list[str]) -> bytes:
    try:
        hidden, clean = (jpeg if content[:1] == b"\xff" else png)(content)
    except (ValueError, IndexError, ArithmeticError):
        return content
    found += hidden
    return clean


def _text(name: str, content: bytes, found: list[str]) -> bytes:
    comments = bool(_COMMENTS.search(name))
    if _CHANGES.search(content):
        found.append("changes")
    if comments:
        found.append("comment")
    nameless = _BY.sub(lambda one: one[0] if one[1] == b"name" and not comments else one[1] + b'=""', content)
    return _AT.sub(lambda one: one[1] + b'="2000-01-01T00:00:00Z"', nameless)
