"""Signing in and out, one's own password, and the administrators' account pages."""

import time
import uuid
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.accounts import actions, codes, proof, second_factor
from mingcha.foundation.accounts.forms import (
    AccountForm,
    AdministrationForm,
    CodeForm,
    OwnPasswordForm,
    ProofForm,
)
from mingcha.foundation.accounts.middleware import HAS_FACTOR
from mingcha.foundation.accounts.models import User
from mingcha.foundation.accounts.permissions import keeps_accounts, keeps_rights
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.requests import SignedInRequest

WAITING = "second_factor"  # in the session of somebody whose password was right
CODE_SECONDS = 300


@method_decorator(never_cache, name="dispatch")
class SignIn(LoginView):
    """Sign-in: remembers the session, so that a second one ends the first."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if second_factor.factor_of(user) is not None:
            waiting = {"user": str(user.pk), "backend": user.backend, "next": self.get_success_url()}
            self.request.session[WAITING] = {**waiting, "since": time.time()}
            return redirect("sign_in_code")
        return let_in(self.request, user, to=self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        """A refused attempt is on the trail of the account it was made on."""
        tried = User.objects.filter(username=form.cleaned_data.get("username")).first()
        if tried is not None:
            audit.record("account.refuse_sign_in", tried, by=tried)
        return super().form_invalid(form)


def let_in(request: HttpRequest, user: User, *, to: str) -> HttpResponse:
    """Open the session and remember it, so that a second one ends the first."""
    login(request, user)
    request.session.save()
    user.session_key = request.session.session_key or ""
    user.save(update_fields=["session_key"])
    audit.record("account.sign_in", user, by=user)
    return redirect("accounts:password") if user.must_change_password else redirect(to)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in: the code of the telephone, or a recovery code."""
    waiting = request.session.get(WAITING, {})
    user = User.objects.active().filter(pk=waiting.get("user")).first()
    if user is None or time.time() - waiting["since"] > CODE_SECONDS:
        request.session.pop(WAITING, None)
        return redirect("login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if proof.is_locked(request, user):
            request.session.flush()
            return render(request, "accounts/locked.html", status=429)
        if second_factor.is_right(user, form.cleaned_data["code"]):
            del request.session[WAITING]
            user.backend = waiting["backend"]
            return let_in(request, user, to=waiting["next"])
        proof.refuse(request, user)
        form.add_error(
            "code", _("This code is wrong, used or too old. Type the one the telephone shows now.")
        )
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/sign_in_code.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def own_second_factor(request: SignedInRequest) -> HttpResponse:
    """Set up one's telephone, or see that it is set up."""
    if second_factor.factor_of(request.user) is not None:
        required = {"required": settings.SECOND_FACTOR == "required"}
        return render(request, "accounts/second_factor_set.html", required)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recovery = second_factor.confirm(request.user, form.cleaned_data["code"])
        except Invalid as wrong:
            form.add_error("code", str(wrong))
        else:
            return render(request, "accounts/recovery_codes.html", {"codes": recovery})
    secret = second_factor.begin(request.user)
    picture = segno.make(codes.address(secret, request.user.username), micro=False)
    context = {
        "form": form,
        "submit": _("Confirm the telephone"),
        "back": "/",
        "picture": picture.svg_data_uri(scale=5, border=3, light="#fff"),
        "secret": codes.spoken(secret),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/second_factor.html", context, status=status)


@require_http_methods(["GET", "POST"])
def remove_own_second_factor(request: SignedInRequest) -> HttpResponse:
    form = ProofForm(request.POST or None, with_code=True)
    if request.method == "POST" and form.is_valid():
        try:
            proof.prove(request, request.user, **form.cleaned_data)
        except Invalid as wrong:
            form.add_error(None, str(wrong))
        else:
            second_factor.remove(request.user, by=request.user)
            request.session.pop(HAS_FACTOR, None)
            messages.success(request, _("The second factor is removed."))
            return redirect("accounts:second_factor")
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "title": _("Remove the second factor"),
        "submit": _("Remove"),
        "back": reverse("accounts:second_factor"),
    }
    return render(request, "ui/form.html", context, status=status)


@require_POST
def remove_second_factor(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_account(request, pk)
    second_factor.remove(found, by=request.user)
    messages.success(request, _("The second factor is removed."))
    return redirect("accounts:account", pk)


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
        "has_second_factor": second_factor.factor_of(found) is not None,
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
