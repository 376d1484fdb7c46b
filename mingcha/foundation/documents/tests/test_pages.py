import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from docx import Document

from mingcha.foundation.documents.composing import compose
from mingcha.foundation.documents.models import IssuedDocument
from mingcha.foundation.documents.tests.papers import NOTICE
from mingcha.foundation.documents.word import write_docx
from mingcha.foundation.files.models import StoredFile
from mingcha.testing.foundation import make_user


def _plain() -> bytes:
    stream = io.BytesIO()
    document = Document()
    document.add_paragraph("关于开展巡察的通知")
    document.save(stream)
    return stream.getvalue()


@pytest.mark.django_db
def test_an_uploaded_document_is_checked_and_not_kept(client: Client) -> None:
    client.force_login(make_user())
    url = reverse("documents:check")
    assert client.get(url).status_code == 200
    answer = client.post(url, {"document": SimpleUploadedFile("good.docx", write_docx(compose(NOTICE)))})
    assert answer.status_code == 200
    assert answer.context["faults"] == []
    answer = client.post(url, {"document": SimpleUploadedFile("plain.docx", _plain())})
    assert {"page.size", "page.margins"} <= {fault.rule for fault in answer.context["faults"]}
    assert not StoredFile.objects.exists()
    assert not IssuedDocument.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_word_document_is_refused(client: Client, content: bytes) -> None:
    client.force_login(make_user())
    answer = client.post(reverse("documents:check"), {"document": SimpleUploadedFile("a.docx", content)})
    assert answer.status_code == 422


def test_the_command_counts_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.docx", tmp_path / "bad.docx"
    good.write_bytes(write_docx(compose(NOTICE)))
    bad.write_bytes(_plain())
    call_command("validate_document", str(good))
    assert "OK" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("validate_document", str(bad))
    assert "page.size" in capsys.readouterr().out


def test_the_panel_draws_an_empty_record() -> None:
    given = {"documents": [], "offers": [], "label": "x.y", "pk": "0"}
    assert render_to_string("documents/_panel.html", {"given": given}).strip()
