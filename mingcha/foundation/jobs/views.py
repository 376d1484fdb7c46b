"""One's own jobs and how far they are."""

import uuid
from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from mingcha.foundation.jobs import actions
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.requests import SignedInRequest


@require_safe
def job_list(request: SignedInRequest) -> HttpResponse:
    jobs = Job.objects.visible_to(request.user)
    page = Paginator(jobs, 50).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page": page})


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The page, or while the job runs the part of it that the page asks for again and again.

    Where the page that asks is the very one the result stands on, it is loaded anew once the job has ended.
    """
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    template = "jobs/_progress.html" if request.htmx else "jobs/detail.html"
    response = render(request, template, {"job": job})
    if request.htmx and not job.is_open and job.result_url and job.result_url == _asking_page(request):
        response["HX-Refresh"] = "true"
    return response


def _asking_page(request: SignedInRequest) -> str:
    """The path of the page whose part is asked for."""
    return urlsplit(request.htmx.current_url_abs_path or "").path


@require_POST
def stop(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    actions.stop(job, by=request.user)
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if ours else job)
