"""A pair is decided by a person; second thoughts open it again."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.matching.models import Pair
from mingcha.analyse.matching.permissions import decides, thinks_again
from mingcha.foundation.accounts.models import User
from mingcha.foundation.workflow import Move, Workflow

UNDECIDED, SAME, DIFFERENT = Pair.Status


def _decide(pair: Pair, by: User, given: dict[str, Any]) -> None:
    pair.decided_by, pair.decided_on = by, given["on"]
    pair.reason = str(given.get("reason") or "").strip()


def _reopen(pair: Pair, by: User, given: dict[str, Any]) -> None:
    pair.decided_by, pair.decided_on, pair.reason = None, None, ""


# fmt: off
WORKFLOW = Workflow("pair", Pair, [
    Move("same", frozenset({UNDECIDED}), SAME, decides, label=_l("The same"), tone="primary", then=_decide),
    Move("different", frozenset({UNDECIDED}), DIFFERENT, decides, label=_l("Different"), then=_decide),
    Move("reopen", frozenset({SAME, DIFFERENT}), UNDECIDED, thinks_again, label=_l("Decide again"),
         note="required", then=_reopen),
])
# fmt: on
