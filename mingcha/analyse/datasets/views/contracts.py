"""The data contracts, as an analyst reads them."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.contracts.declaration import AREAS, Contract
from mingcha.analyse.datasets.loading.templates import template_of
from mingcha.analyse.datasets.models import Dataset
from mingcha.analyse.datasets.permissions import sees_datasets
from mingcha.analyse.datasets.queries import contracts_by_area, users_of_contract
from mingcha.foundation.requests import SignedInRequest


def _refuse_outsider(request: SignedInRequest) -> None:
    if not sees_datasets(request.user):
        raise Http404


def _contract(request: SignedInRequest, name: str) -> Contract:
    _refuse_outsider(request)
    if name not in CONTRACTS:
        raise Http404
    return CONTRACTS[name]


@require_safe
def contract_list(request: SignedInRequest) -> HttpResponse:
    _refuse_outsider(request)
    context = {"title": _("Data contracts"), "areas": contracts_by_area(), "count": len(CONTRACTS)}
    return render(request, "datasets/contracts.html", context)


@require_safe
def contract_detail(request: SignedInRequest, name: str) -> HttpResponse:
    contract = _contract(request, name)
    mine = Dataset.objects.visible_to(request.user).open().filter(contract=name).order_by("-created_at")
    context = {
        "title": str(contract),
        "contract": contract,
        "area": str(AREAS[contract.area]),
        "keys": [str(contract.by_name[key]) for key in contract.keys],
        "datasets": mine[:20],
        "users": users_of_contract(name),
    }
    return render(request, "datasets/contract.html", context)


@require_safe
def contract_template(request: SignedInRequest, name: str) -> FileResponse:
    """An empty workbook with the headings, to be filled in by whoever gives the data."""
    contract = _contract(request, name)
    filename = _("%(contract)s template.xlsx") % {"contract": contract}
    return FileResponse(template_of(contract), as_attachment=True, filename=filename)
