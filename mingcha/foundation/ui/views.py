"""Attaching files, the language switch, and the gallery of components."""

import uuid
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from mingcha.foundation.files import actions as files
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.attaching import UploadForm, may_attach, takes_attachments
from mingcha.foundation.ui.gallery import samples


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """The switch works before signing in, too."""
    return set_language(request)


def _model(label: str) -> Any:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    if not takes_attachments(model):
        raise Http404
    return model


@require_POST
def attach(request: SignedInRequest, label: str, pk: uuid.UUID) -> HttpResponse:
    """Put a file on a record that the person may see."""
    record = get_object_or_404(_model(label).objects.visible_to(request.user), pk=pk)
    if not may_attach(record, request.user):
        raise NotAllowed(_("You may not attach files here."))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Invalid(_("Choose a file and its marking."))
    given = form.cleaned_data
    made = files.attach(record, given.pop("file"), by=request.user, **given)
    messages.success(request, _("“%(name)s” is attached.") % {"name": made})
    return redirect(f"{record.get_absolute_url()}#attachments")


@require_safe
def gallery(request: SignedInRequest) -> HttpResponse:
    """Every component once: for whoever builds pages, and for the administrators."""
    if not (settings.DEBUG or request.user.is_administrator):
        raise Http404
    return render(request, "ui/gallery.html", samples(request.user))
