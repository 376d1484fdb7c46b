"""What this app answers when rounds ask, and does when they end."""

from datetime import date
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.timeline import sentences
from mingcha.prepare.rounds import signals
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.actions import end_with_round
from mingcha.prepare.teams.models import Authorisation
from mingcha.prepare.teams.queries import gaps_in

sentences.update({"recusal.make": _l("handed in the declaration")})


@receiver(signals.readying, dispatch_uid="teams_are_ready")
def teams_are_ready(sender: Any, **given: Any) -> list[str]:
    in_round: Round = given["round"]
    active = Authorisation.objects.filter(round=in_round, status=Authorisation.Status.ACTIVE).exists()
    return gaps_in(in_round) + ([] if active else [_("The teams are not authorised yet.")])


@receiver(signals.revising, dispatch_uid="teams_not_authorised_yet")
def teams_not_authorised_yet(sender: Any, **given: Any) -> str | None:
    if Authorisation.objects.filter(round=given["round"]).exists():
        return _("The teams are authorised. Only the leading group may stop the round now.")
    return None


@receiver(signals.ended, dispatch_uid="teams_end_with_their_round")
def teams_end_with_their_round(sender: Any, by: User, reason: str, on: date, **given: Any) -> None:
    end_with_round(given["round"], by=by, reason=reason, on=on)
