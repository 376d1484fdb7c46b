"""A record of no stage, with the shortest life there is, for the tests of moves and record pages."""

from __future__ import annotations

from django.db import models

from mingcha.foundation.accounts.models import User
from mingcha.foundation.records import Record
from mingcha.foundation.workflow import Move, Workflow


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def visible_to(self, user: User) -> ParcelQuerySet:
        return self.filter(owner_id=user.pk)


class Parcel(Record):
    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已发出"
        SETTLED = "settled", "已办结"

    title = models.CharField("标题", max_length=60)
    answer = models.TextField("答复", blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    owner_id = models.UUIDField()

    objects = ParcelQuerySet.as_manager()

    class Meta:
        app_label = "ui"
        managed = False

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/parcels/{self.pk}/"


def owns(user: User, parcel: Parcel) -> bool:
    return parcel.owner_id == user.pk


def is_titled(parcel: Parcel) -> str | None:
    return None if parcel.title != "无题" else "请先填写标题。"


WORKFLOW = Workflow(
    "parcel",
    Parcel,
    [
        Move("issue", frozenset({"draft"}), "issued", owns, (is_titled,), label="发出", tone="primary"),
        Move("settle", frozenset({"issued"}), "settled", owns, label="办结", fields=("answer",)),
        Move("return", frozenset({"issued"}), "draft", owns, label="退回", note="required"),
        Move("post", frozenset({"settled"}), "issued", owns, label="寄出", dated=True),
        Move("lapse", frozenset({"issued"}), "settled", owns, quiet=True),
    ],
)
