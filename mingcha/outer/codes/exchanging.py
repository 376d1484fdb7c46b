"""What the inner site publishes here."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.kinds import Kind
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.refusals import Invalid
from mingcha.outer.codes import actions

INNER = frozenset({"inner"})


def take_codes(items: Sequence[Item], *, channel: Channel, by: User) -> int:
    for item in items:
        try:
            actions.publish(item.id, item.fields)
        except (KeyError, ValueError, TypeError) as error:
            raise Invalid(_("A code in this package is incomplete.")) from error
    return len(items)


KINDS = [Kind("intake.code", _("Codes"), taken_from=INNER, apply=take_codes, order=10)]
