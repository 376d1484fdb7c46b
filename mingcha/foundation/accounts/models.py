"""People who sign in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """Accounts are the business of the system and security administrators only."""
        may = user.administration in (User.Administration.SYSTEM, User.Administration.SECURITY)
        return self.all() if may else self.none()

    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(username=username, **{"full_name": username, **fields})
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(Record, AbstractBaseUser):
    """A person who signs in.

    There is no superuser. `administration` marks the three administrators (三员), who keep the
    system and see none of its business data.
    """

    class Administration(models.TextChoices):
        NONE = "", _("None")
        SYSTEM = "system", _("System administrator")
        SECURITY = "security", _("Security administrator")
        AUDIT = "audit", _("Audit administrator")

    username = models.CharField(_("Account"), max_length=60, unique=True)
    full_name = models.CharField(_("Name"), max_length=60)
    phone = models.CharField(_("Phone"), max_length=30, blank=True)
    administration = models.CharField(
        _("Administration"), max_length=10, choices=Administration, default=Administration.NONE, blank=True
    )
    is_active = models.BooleanField(_("May sign in"), default=True)
    must_change_password = models.BooleanField(_("Must change the password"), default=False)
    session_key = models.CharField(max_length=40, blank=True, editable=False)

    objects: UserManager = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_administrator(self) -> bool:
        return self.administration != User.Administration.NONE

    def get_absolute_url(self) -> str:
        return reverse("accounts:account", args=[self.pk])

    def get_full_name(self) -> str:
        return self.full_name
