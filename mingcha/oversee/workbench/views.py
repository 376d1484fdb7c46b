"""The first page, for everyone; what is on it follows from what a person is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.navigation import pages_for
from mingcha.oversee.workbench.queries import overview
from mingcha.oversee.workbench.queries.work import work_of
from mingcha.prepare.teams.queries import rights_of


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    if request.user.is_administrator:
        return _administration(request)
    user, rights = request.user, rights_of(request.user)
    work = work_of(user)
    context = {
        "title": _("Workbench"),
        "work": work,
        "rounds": overview.running_rounds(user),
        "inspections": overview.my_inspections(user),
        "due": overview.due(user, work.keys),
        "notices": overview.unread(user),
        "steps": overview.setting_up(user),
        "has_rights": bool(rights.bodies or rights.teams or rights.organisations),
    }
    return render(request, "workbench/home.html", context)


def _administration(request: SignedInRequest) -> HttpResponse:
    context = {
        "title": _("Workbench"),
        "duties": overview.duties(request.user),
        "notices": overview.unread(request.user),
        "entries": [page for page in pages_for(request.user) if page.address not in ("", "/")],
    }
    return render(request, "workbench/administration.html", context)
