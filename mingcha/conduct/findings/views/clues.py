"""From a clue to a working paper."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingcha.analyse.clues.models import Clue
from mingcha.conduct.findings import actions
from mingcha.foundation.requests import SignedInRequest


@require_POST
def open_paper(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """A draft from the clue; the person goes on writing it."""
    clue = get_object_or_404(Clue.objects.visible_to(request.user), pk=pk)
    paper = actions.open_paper_from_clue(clue, by=request.user)
    messages.success(request, _("The paper begins with what the clue says. Write the three bases now."))
    return redirect("findings:paper_edit", paper.pk)
