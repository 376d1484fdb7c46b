"""Which challenges were answered already."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Spent(models.Model):
    """A challenge whose work was used: it counts once. Forgotten when the challenge has long run out."""

    nonce = models.CharField(max_length=32, primary_key=True)
    day = models.DateField()

    class Meta:
        verbose_name = _("used challenge")
        verbose_name_plural = _("used challenges")

    def __str__(self) -> str:
        return self.nonce
