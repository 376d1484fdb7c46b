"""The short lives of a recusal declaration and of an authorisation."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.teams import permissions as may
from mingcha.prepare.teams.models import Authorisation, RecusalDeclaration

DECLARED, GRANTED, REFUSED, NOTHING = RecusalDeclaration.Status
ACTIVE, ENDED = Authorisation.Status


def _decided(declaration: RecusalDeclaration, by: User, given: dict[str, Any]) -> None:
    declaration.decided_by, declaration.decided_on = by, given["on"]


def _ended(authorisation: Authorisation, by: User, given: dict[str, Any]) -> None:
    authorisation.ended_on = given["on"]


# fmt: off
RECUSALS = Workflow("recusal", RecusalDeclaration, [
    #    move       from                    to        who
    Move("grant",   frozenset({DECLARED}),  GRANTED,  may.decides,
         label=_l("Grant the recusal"), note="optional", then=_decided, tone="primary"),
    Move("refuse",  frozenset({DECLARED}),  REFUSED,  may.decides,
         label=_l("Recusal not needed"), note="required", then=_decided),
    Move("declare", frozenset({NOTHING}),   DECLARED, may.is_declarer,
         label=_l("Declare a tie"), note="optional", fields=("relation", "statement")),
])
AUTHORISATIONS = Workflow("authorisation", Authorisation, [
    Move("end",     frozenset({ACTIVE}),    ENDED,    may.ends_authorisation,
         label=_l("End the authorisation"), note="required", then=_ended, tone="danger"),
    Move("expire",  frozenset({ACTIVE}),    ENDED,    may.with_the_round,
         label=_l("Ended with the round"), then=_ended, quiet=True),
])
# fmt: on
WORKFLOWS = [RECUSALS, AUTHORISATIONS]
