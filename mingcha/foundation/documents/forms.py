"""What the browser may send to the check."""

import io
import zipfile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# An unpacked document is never this large; what is, was made to exhaust memory.
_MOST_UNPACKED = 100 * 2**20
_MOST = 20 * 2**20


class CheckForm(forms.Form):
    """A .docx to read. It is not stored."""

    document = forms.FileField(label=_("Word document (.docx)"), help_text=_("It is read, not stored."))

    def clean_document(self) -> bytes:
        upload: Any = self.cleaned_data["document"]
        if upload.size > _MOST:
            raise ValidationError(_("The file is larger than 20 MB."))
        content: bytes = upload.read()
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                unpacked = sum(part.file_size for part in package.infolist())
                is_word = "word/document.xml" in package.namelist()
        except zipfile.BadZipFile:
            raise ValidationError(_("This is not a .docx file. Save it as .docx first.")) from None
        if not is_word or unpacked > _MOST_UNPACKED:
            raise ValidationError(_("This is not a .docx file. Save it as .docx first."))
        return content
