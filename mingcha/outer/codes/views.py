"""The first page: which inspections run, and which codes are genuine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mingcha.outer.codes.models import Code

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    typed = "".join(sign for sign in request.GET.get("code", "").upper() if sign in SIGNS)[:16]
    if typed:
        return redirect("reports:report", code=typed)
    return render(request, "codes/home.html", {"codes": Code.objects.open()})


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every genuine code, those that ended too: what is not here is forged."""
    codes = Code.objects.order_by("-ends", "organisation")
    return render(request, "codes/list.html", {"codes": codes})
