"""Official documents (公文): one structured template gives the .docx and the PDF of GB/T 9704-2012.

Owns IssuedDocument. An app declares its papers in `documents.py` as `TEMPLATES`, with the classes
below; nothing here imports a table, so they may be used anywhere.
"""

from mingcha.foundation.documents.declarations import (
    Annex,
    Block,
    Cell,
    DocumentTemplate,
    Fields,
    Heading,
    Official,
    Paragraph,
    Signature,
    Table,
)

__all__ = [
    "Annex",
    "Block",
    "Cell",
    "DocumentTemplate",
    "Fields",
    "Heading",
    "Official",
    "Paragraph",
    "Signature",
    "Table",
]
