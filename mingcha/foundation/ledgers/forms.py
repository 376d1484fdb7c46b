"""What the browser may send to a ledger."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers.audiences import choices_for
from mingcha.foundation.ledgers.models import Upload
from mingcha.foundation.ui.choices import offer


class ViewForm(forms.Form):
    """A saved view's name and with whom it is shared."""

    name = forms.CharField(label=_("Name of the view"), max_length=40)
    share = forms.ChoiceField(label=_("Who sees it"), required=False)
    is_default = forms.BooleanField(label=_("Open this ledger with this view"), required=False)

    def __init__(self, user: User, *args: Any, renaming: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shares = choices_for(user)
        offer(self, "share", [("", _("Only me")), *shares])
        if not shares:
            del self.fields["share"]
        if renaming:
            del self.fields["is_default"]


class BulkForm(forms.Form):
    """What a move on many rows asks besides the rows."""

    on = forms.DateField(
        label=_("Day it happened"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only if it happened on another day than today."),
    )
    note = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, note: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = note == "required"
        if note == "none":
            del self.fields["note"]

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return on


class UploadForm(forms.Form):
    """The workbook, and what to do with records that exist already."""

    file = forms.FileField(
        label=_("Workbook"),
        allow_empty_file=True,
        help_text=_("The filled-in template as .xlsx, or the same as .csv. At most 20 MB and 50,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    existing = forms.ChoiceField(
        label=_("Records that exist already"),
        choices=Upload.Existing.choices,
        initial=Upload.Existing.SKIP,
        widget=forms.RadioSelect,
    )
