"""The pages of bodies and their posts. The lists are the ledgers `bodies` and `posts`."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.registry.bodies import actions
from mingcha.registry.bodies.forms import BodyForm, EditBodyForm, EndPostForm, PostForm
from mingcha.registry.bodies.models import Body, Post
from mingcha.registry.bodies.permissions import keeps_bodies

asks = require_http_methods(["GET", "POST"])


def _get_body(request: SignedInRequest, pk: uuid.UUID) -> Body:
    seen = Body.objects.visible_to(request.user).select_related("office", "parent")
    return get_object_or_404(seen, pk=pk)


def _refuse_others(request: SignedInRequest) -> None:
    """Before asking with a form; the actions refuse too."""
    if not keeps_bodies(request.user):
        raise NotAllowed(_("Only the security administrator keeps bodies and posts."))


@require_safe
def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    body = _get_body(request, pk)
    posts = body.posts.visible_to(request.user).in_force().select_related("user").order_by("role", "since")
    context: dict[str, Any] = {"posts": posts, "keeps": keeps_bodies(request.user)}
    return record_page(request, body, "bodies/detail.html", **context)


@asks
def create(request: SignedInRequest) -> HttpResponse:
    _refuse_others(request)
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = actions.create_body(by=request.user, **form.cleaned_data)
        messages.success(request, _("The body is created. Now give the posts in it."))
        return redirect(body)
    return form_page(request, form, title=_("New body"), back=ledger_url("bodies"))


@asks
def edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    _refuse_others(request)
    body = _get_body(request, pk)
    form = EditBodyForm(request.POST or None, instance=body)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.edit_body(body, by=request.user, **form.cleaned_data))
    return form_page(request, form, title=_("Edit body"), back=body.get_absolute_url())


@asks
def give_post(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    _refuse_others(request)
    body = _get_body(request, pk)
    form = PostForm(request.POST or None, body=body)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.give_post(given["account"], body, given["role"], since=given["since"], by=request.user)
        messages.success(request, _("The post is given."))
        return redirect(body)
    title = _("Give a post in %(body)s") % {"body": body}
    return form_page(request, form, title=title, submit=_("Give the post"), back=body.get_absolute_url())


@asks
def end_post(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    _refuse_others(request)
    seen = Post.objects.visible_to(request.user).select_related("user", "body")
    post = get_object_or_404(seen, pk=pk)
    form = EndPostForm(request.POST or None, post=post)
    if request.method == "POST" and form.is_valid():
        actions.end_post(post, until=form.cleaned_data["until"], by=request.user)
        messages.success(request, _("The post is ended."))
        return redirect(post.body)
    title = _("End the post: %(post)s") % {"post": post}
    return form_page(request, form, title=title, submit=_("End the post"), back=post.get_absolute_url())
