"""People who sign in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
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
    password_set_at = models.DateTimeField(_("Password set at"), default=timezone.now)
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

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_set_at = timezone.now()

    @property
    def password_is_old(self) -> bool:
        """Whether it was set more than PASSWORD_DAYS days ago; 0 days: passwords do not age."""
        days = settings.PASSWORD_DAYS
        return bool(days) and timezone.now() - self.password_set_at > timedelta(days=days)


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> OwnQuerySet:
        """What belongs to a person's sign-in is shown to nobody but this person."""
        return self.filter(user=user)


class PastPassword(Record):
    """The hash of a password its owner used before, so that it is not taken again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("past password")
        verbose_name_plural = _("past passwords")
        ordering = ["-created_at"]


class SecondFactor(Record):
    """A telephone that makes one-time codes (TOTP, RFC 6238) for one account.

    It counts once the first code was right (`confirmed_at`). The secret is sealed with the key
    outside the database; of the recovery codes only digests are kept, each is good once.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    recovery = ArrayField(models.CharField(max_length=64), default=list)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
