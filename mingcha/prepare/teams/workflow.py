"""The short lives of a recusal declaration and of an authorisation."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.teams import permissions as may
from mingcha.prepare.teams.models import Authorisation, RecusalDeclaration

DECLARED, GRANTED, REFUSED, NOTHING = RecusalDeclaration.Status
ACTIVE, ENDED = Authorisation.Status


def _decided(declaration: RecusalDeclaration, by: User, given: dict[str, Any]) -> None:
    declaration.decided_by, declaration.decided_on = by, given["on"]


def _refused(declaration: RecusalDeclaration, by: User, given: dict[str, Any]) -> None:
    """A declared tie is not set aside without saying why."""
    if not declaration.reason.strip():
        raise Invalid(_("Give the reason."))
    _decided(declaration, by, given)


def _tie_named(declaration: RecusalDeclaration, by: User, given: dict[str, Any]) -> None:
    if declaration.relation == RecusalDeclaration.Relation.NOTHING or not declaration.statement.strip():
        raise Invalid(_("Describe the tie: who, what relation, which post."))
    declaration.declared_on = given["on"]


def _ended(authorisation: Authorisation, by: User, given: dict[str, Any]) -> None:
    if not authorisation.end_reason.strip():
        raise Invalid(_("Give the reason."))
    authorisation.ended_on = given["on"]


def _declarer(declaration: RecusalDeclaration) -> list[User]:
    return [declaration.user]


def _raised(declaration: RecusalDeclaration, by: User, given: dict[str, Any]) -> None:
    _tie_named(declaration, by, given)
    declaration.raised_by = by


_GRANTED, _NOT_NEEDED = _l("Recusal granted: %(record)s"), _l("Recusal not needed: %(record)s")
# fmt: off
RECUSALS = Workflow("recusal", RecusalDeclaration, [
    #    move       from                    to        who
    Move("grant",   frozenset({DECLARED}),  GRANTED,  may.decides,
         label=_l("Grant the recusal"), fields=("reason",), tone="primary",
         then=telling(_declarer, _GRANTED, _decided)),
    Move("refuse",  frozenset({DECLARED}),  REFUSED,  may.decides,
         label=_l("Recusal not needed"), fields=("reason",),
         then=telling(_declarer, _NOT_NEEDED, _refused)),
    Move("declare", frozenset({NOTHING}),   DECLARED, may.is_declarer,
         label=_l("Declare a tie"), fields=("relation", "statement"), then=_tie_named),
    Move("raise",   frozenset({NOTHING}),   DECLARED, may.raises,
         label=_l("Raised from the records"), fields=("relation", "statement"), quiet=True, aside=True,
         then=_raised),
])
AUTHORISATIONS = Workflow("authorisation", Authorisation, [
    Move("end",     frozenset({ACTIVE}),    ENDED,    may.ends_authorisation,
         label=_l("End the authorisation"), fields=("end_reason",), then=_ended, tone="danger"),
    Move("expire",  frozenset({ACTIVE}),    ENDED,    may.with_the_round,
         label=_l("Ended with the round"), then=_ended, quiet=True),
])
# fmt: on
