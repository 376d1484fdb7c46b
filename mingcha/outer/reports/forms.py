"""The forms of the public pages, as they work without JavaScript."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from mingcha.outer.pages.plainform import PageForm

ABOUT = [
    ("duty", _("Not doing one's duty, putting things off")),
    ("power", _("Using one's power for oneself")),
    ("money", _("Taking or misusing public money, asking for favours")),
    ("conduct", _("Feasts, trips and luxury at public cost")),
    ("people", _("Unfair selection of cadres or staff")),
    ("projects", _("Works, tenders and purchases")),
    ("livelihood", _("Harm to people's own interests")),
    ("other", _("Something else")),
]
MOST_TEXT = 20_000
MOST_FILES = 20


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        return [super(FilesField, self).clean(one, initial) for one in data or []]


class FilesForm(PageForm):
    """Files with what is hidden in them taken out, and the originals beside them only where asked for."""

    attachments = FilesField(
        label=_("Pictures, recordings, documents"),
        required=False,
        widget=ManyFiles(attrs={"multiple": True}),
    )
    originals = forms.BooleanField(label=_("Send the originals too, sealed, as evidence"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if len(values.get("attachments", [])) * (1 + values.get("originals", False)) > MOST_FILES:
            self.add_error("attachments", _("At most 20 files can be sent at once; originals count too."))
        return values


class ReportForm(FilesForm):
    about = forms.ChoiceField(label=_("What is it about?"), choices=ABOUT, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened?"),
        help_text=_(
            "Who, when, where, what; how you know; who else knows. Leave out what would point to you."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off"}),
        validators=[MaxLengthValidator(MOST_TEXT)],
    )
    named = forms.ChoiceField(
        label=_("Do you want to give your name?"),
        choices=[("no", _("No, anonymously")), ("yes", _("Yes, with my name"))],
        initial="no",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Your name"), required=False, max_length=100)
    phone = forms.CharField(label=_("Telephone number"), required=False, max_length=50)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    other = forms.CharField(label=_("Other ways to reach you"), required=False, max_length=300)
    field_order = ("about", "text")

    def __init__(self, *arguments: Any, takes_names: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not takes_names:
            for name in ("named", "name", "phone", "address", "other"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("named") == "yes" and not values.get("name"):
            self.add_error("name", _("Give your name, or choose to report anonymously."))
        if sum(file.size or 0 for file in values.get("attachments", [])) > settings.PLAIN_BYTES:
            self.add_error("attachments", _("Without JavaScript all files together may have 20 MB."))
        return values

    def identity(self) -> dict[str, str] | None:
        """What names the reporter, if they want to be named."""
        values = self.cleaned_data
        if values.get("named") != "yes":
            return None
        return {name: values[name] for name in ("name", "phone", "address", "other")}


class ReceiptForm(PageForm):
    words = forms.CharField(
        label=_("The nine words of your receipt"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        max_length=200,
    )


class AdditionForm(FilesForm):
    text = forms.CharField(
        label=_("Add to your report"),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        max_length=MOST_TEXT,
    )
    field_order = ("text",)


GRADES = [
    (5, _("Very satisfied")),
    (4, _("Satisfied")),
    (3, _("Neither")),
    (2, _("Dissatisfied")),
    (1, _("Very dissatisfied")),
]


class SatisfactionForm(PageForm):
    grade = forms.TypedChoiceField(
        label=_("How satisfied are you with how your report was handled?"),
        choices=GRADES,
        coerce=int,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Why? (as you like)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
