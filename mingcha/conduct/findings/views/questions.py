"""From a question of the issue list to a working paper."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingcha.conduct.findings import actions
from mingcha.foundation.requests import SignedInRequest
from mingcha.prepare.briefs.models import Question


@require_POST
def open_paper(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """A draft from the question; the person goes on writing it."""
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("task"), pk=pk)
    paper = actions.open_paper_from_question(question, by=request.user)
    messages.success(request, _("The paper begins with what the question says. Write the three bases now."))
    return redirect("findings:paper_edit", paper.pk)
