"""One version: its profile, its report, where it comes from, and what was set aside."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.queries.profiles import fault_lines, lineage_lines, lines_of, places_of
from mingcha.analyse.datasets.views.common import get_version
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import record_page


@require_safe
def version_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    version = get_version(request, pk)
    contract = version.dataset.contract
    return record_page(
        request,
        version,
        "datasets/version.html",
        dataset=version.dataset,
        lines=lines_of(version),
        faults=fault_lines(contract, version.report),
        places=places_of(contract, version.report),
        lineage=lineage_lines(version),
        has_aside=version.is_kept and bool(version.set_aside or version.marked),
    )


@require_safe
def version_aside(request: SignedInRequest, pk: UUID) -> FileResponse:
    version = get_version(request, pk)
    content = actions.aside_workbook(version, by=request.user)
    filename = _("%(version)s, set aside.xlsx") % {"version": version}
    return FileResponse(content, as_attachment=True, filename=filename)
