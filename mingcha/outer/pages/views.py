"""The pages that belong to no inspection: what is protected, the way out, what is not there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingcha.foundation.sealing import acknowledgements
from mingcha.outer.pages.scripts import fingerprints


@require_safe
def protection(request: HttpRequest) -> HttpResponse:
    """Plain words on what is protected and what is not, and the fingerprints of what the browser runs."""
    key = acknowledgements.public_half(settings.ACKNOWLEDGEMENT_SEED).hex()
    return render(request, "pages/protection.html", {"scripts": fingerprints(), "key": key})


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Somewhere harmless, at once, with what the browser kept of us cleared."""
    response = HttpResponse(status=303)
    response.headers["Location"] = settings.EXIT_ADDRESS
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)
