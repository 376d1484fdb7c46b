"""The form of every public page."""

from typing import Any

from django import forms


class PageForm(forms.Form):
    """Labels as they are written, without a colon."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
