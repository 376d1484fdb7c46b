"""Questionnaires from the inner site, sealed answers to it."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.kinds import Kind
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.refusals import Invalid
from mingcha.outer.surveys import actions
from mingcha.outer.surveys.models import Answers

INNER = frozenset({"inner"})


def take_questionnaires(items: Sequence[Item], *, channel: Channel, by: User) -> int:
    """A questionnaire of a code that is not here yet comes again with the next package."""
    try:
        return sum(actions.publish(item.id, item.fields) is not None for item in items)
    except (KeyError, ValueError, TypeError) as error:
        raise Invalid(_("A questionnaire in this package is incomplete.")) from error


def collect_answers(channel: Channel) -> Iterator[Item]:
    for one in Answers.objects.order_by("pk").iterator():
        fields = {"questionnaire": str(one.survey_id), "day": one.day.isoformat()}
        yield Item("intake.answers", one.pk, fields, {"body": _opener(bytes(one.sealed))})


def _opener(sealed: bytes) -> Callable[[], BinaryIO]:
    return lambda: BytesIO(sealed)


KINDS = [
    Kind("intake.questionnaire", _("Questionnaires"), taken_from=INNER, apply=take_questionnaires, order=15),
    Kind(
        "intake.answers",
        _("Sealed answers to questionnaires"),
        sent_to=INNER,
        collect=collect_answers,
        order=25,
    ),
]
