"""Who may attach a file to which record, and the form for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.models import Marking
from mingcha.foundation.files.queries import reads_files

_FOUNDATION = "mingcha.foundation."


class UploadForm(forms.Form):
    """A file and its marking, chosen by the person, never guessed."""

    file = forms.FileField(label=_("File"))
    marking = forms.ChoiceField(label=_("Marking"), choices=Marking.choices, initial=Marking.INTERNAL)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    page_range = forms.CharField(label=_("Pages"), max_length=60, required=False)


def takes_attachments(model: Any) -> bool:
    """Records of the stages that have a page of their own; never accounts or the trail."""
    config = apps.get_app_config(model._meta.app_label)
    ours = config.name.startswith("mingcha.") and not f"{config.name}.".startswith(_FOUNDATION)
    return ours and hasattr(model, "get_absolute_url") and hasattr(model.objects.all(), "visible_to")


def may_attach(record: Any, user: User) -> bool:
    """Whoever sees the record, unless its model says otherwise with `may_attach(user)`."""
    if user.is_administrator or not takes_attachments(type(record)) or not reads_files(record, user):
        return False
    says = getattr(record, "may_attach", None)
    return bool(says(user)) if says else True


def upload_form(record: Model, user: User) -> UploadForm | None:
    return UploadForm(auto_id="upload_%s") if may_attach(record, user) else None
