"""What this app answers before a round is ready to enter, and before a team enters."""

from typing import Any

from django.dispatch import receiver

from mingcha.prepare.rounds import signals
from mingcha.prepare.training.queries import gaps_before_entry, gaps_of_teams


@receiver(signals.readying, dispatch_uid="everyone_is_pledged_and_trained")
def everyone_is_pledged_and_trained(sender: Any, **given: Any) -> list[str]:
    return gaps_before_entry(given["round"])


@receiver(signals.entering, dispatch_uid="those_who_enter_are_pledged_and_trained")
def those_who_enter_are_pledged_and_trained(sender: Any, **given: Any) -> list[str]:
    return gaps_of_teams(given["tasks"])
