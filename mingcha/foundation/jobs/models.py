"""Jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        """One's own."""
        return self.filter(by=user)


class Job(Record):
    """One piece of background work, as the person who asked for it sees it."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")

    task = models.CharField(_("Task"), max_length=80)
    title = models.CharField(_("Title"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Asked by")
    )
    arguments = models.JSONField(default=dict)
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.QUEUED)
    done = models.PositiveIntegerField(_("Done"), default=0)
    total = models.PositiveIntegerField(_("Total"), default=0)
    message = models.TextField(_("Message"), blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    stop_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(_("Started at"), null=True)
    ended_at = models.DateTimeField(_("Ended at"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["by", "-created_at"], name="job_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in (Job.Status.QUEUED, Job.Status.RUNNING)

    @property
    def percent(self) -> int:
        if self.status == Job.Status.FINISHED:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else 0
