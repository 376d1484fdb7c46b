"""Signing in and out, one's own password, and the administrators' account pages."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.accounts import actions
from mingcha.foundation.accounts.forms import AccountForm, AdministrationForm, OwnPasswordForm
from mingcha.foundation.accounts.models import User
from mingcha.foundation.accounts.permissions import keeps_accounts, keeps_rights
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest


@method_decorator(never_cache, name="dispatch")
class SignIn(LoginView):
    """Sign-in: remembers the session, so that a second one ends the first."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session.save()
        user = form.get_user()
        user.session_key = self.request.session.session_key
        user.save(update_fields=["session_key"])
        audit.record("account.sign_in", user, by=user)
        if user.must_change_password:
            return redirect("accounts:password")
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """A refused attempt is on the trail of the account it was made on."""
        tried = User.objects.filter(username=form.cleaned_data.get("username")).first()
        if tried is not None:
            audit.record("account.refuse_sign_in", tried, by=tried)
        return super().form_invalid(form)


@require_http_methods(["GET", "POST"])
def own_password(request: SignedInRequest) -> HttpResponse:
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        request.user.session_key = request.session.session_key or ""
        request.user.save(update_fields=["session_key"])
        messages.success(request, _("Your password is changed."))
        return redirect("/")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": _("Change password"), "submit": _("Change password"), "back": "/"}
    return render(request, "ui/form.html", context, status=status)


def _get_account(request: SignedInRequest, pk: uuid.UUID) -> User:
    found: User = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return found


@require_safe
def account(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_account(request, pk)
    context = {
        "account": found,
        "keeps_accounts": keeps_accounts(request.user),
        "keeps_rights": keeps_rights(request.user),
        "form": AdministrationForm(initial={"administration": found.administration}),
    }
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    if not keeps_accounts(request.user):
        raise NotAllowed(_("Only the system administrator creates accounts."))
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, password = actions.create_account(by=request.user, **form.cleaned_data)
        context = {"account": made, "password": password}
        return render(request, "accounts/one_time_password.html", context)
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "title": _("New account"),
        "submit": _("Create account"),
        "back": "/ledgers/accounts/",
    }
    return render(request, "ui/form.html", context, status=status)


@require_POST
def reset_password(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_account(request, pk)
    password = actions.reset_password(found, by=request.user)
    return render(request, "accounts/one_time_password.html", {"account": found, "password": password})


@require_POST
def switch(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_account(request, pk)
    actions.set_active(found, not found.is_active, by=request.user)
    return redirect("accounts:account", pk)


@require_POST
def administration(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_account(request, pk)
    form = AdministrationForm(request.POST)
    if form.is_valid():
        actions.set_administration(found, form.cleaned_data["administration"], by=request.user)
    return redirect("accounts:account", pk)
