"""An own model is written, previewed, reviewed by a second person, used, and retired."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.supervision.models import OwnModel
from mingcha.analyse.supervision.permissions import may_review, writes_own
from mingcha.analyse.supervision.queries import signature
from mingcha.foundation.accounts.models import User
from mingcha.foundation.workflow import Move, Workflow

DRAFT, REVIEW, APPROVED, RETIRED = OwnModel.Status


def is_previewed(own: OwnModel) -> str | None:
    if own.previewed == signature(own):
        return None
    return _("Preview the model as it now stands first: the review needs its columns.")


def _approve(own: OwnModel, by: User, given: dict[str, Any]) -> None:
    own.reviewed_by = by


def _write_on(own: OwnModel, by: User, given: dict[str, Any]) -> None:
    """A new version: what was raised by the old one keeps saying so."""
    own.reviewed_by, own.version = None, own.version + 1


# fmt: off
OWN = Workflow("own_model", OwnModel, [
    Move("submit", frozenset({DRAFT}), REVIEW, writes_own, (is_previewed,), label=_l("Submit for review"),
         tone="primary"),
    Move("approve", frozenset({REVIEW}), APPROVED, may_review, label=_l("Approve for use"), tone="primary",
         then=_approve),
    Move("return", frozenset({REVIEW}), DRAFT, may_review, label=_l("Return for changes"), note="required"),
    Move("revise", frozenset({APPROVED}), DRAFT, writes_own, label=_l("Write a new version"),
         then=_write_on),
    Move("retire", frozenset({APPROVED}), RETIRED, may_review, label=_l("Retire"), note="required"),
])
# fmt: on
