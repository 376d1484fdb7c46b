"""The series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, user: User) -> SeriesQuerySet:
        """Nobody's to look at: numbers are seen on what they number."""
        return self.none()


class Series(models.Model):
    """A run of numbers, named by whoever draws from it: `paper/<office>/<round>`."""

    name = models.CharField(_("Series"), max_length=160, primary_key=True)
    last = models.PositiveIntegerField(_("Last number given"), default=0)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"
