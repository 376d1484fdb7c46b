"""Tables as tests make and upload them."""

import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingcha.foundation.ledgers.models import Upload

HEAD = ["Number", "Title", "Kind", "Found on", "Core", "Persons", "Amount"]
IMPORT = "/ledgers/things/import/"


def xlsx(*rows: list[Any], head: list[Any] | None = None, merge: str = "", title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in [HEAD if head is None else head, *rows]:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def upload(
    client: Client, content: bytes, name: str = "list.xlsx", existing: str = "skip", query: str = ""
) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT + query, {"file": file, "existing": existing})


def checked(
    client: Client, content: bytes, name: str = "list.xlsx", existing: str = "skip"
) -> dict[str, Any]:
    """The report of the dry run."""
    response = upload(client, content, name, existing)
    assert response.status_code == 302, response.content.decode()
    report: dict[str, Any] = Upload.objects.latest("created_at").report
    return report


def refused(client: Client, content: bytes, name: str = "list.xlsx") -> str:
    """Why the file as a whole cannot be read."""
    response = upload(client, content, name)
    assert response.status_code == 422
    return str(response.context["form"].errors["file"][0])


def commit(client: Client) -> Any:
    return client.post(Upload.objects.latest("created_at").get_absolute_url())
