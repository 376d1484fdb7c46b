"""What is forgotten when its day is over."""

from datetime import timedelta

from mingcha.outer.codes.models import today
from mingcha.outer.gate.models import Spent


def forget_spent() -> int:
    """Challenges live for hours; the day after tomorrow nobody can use one twice."""
    return Spent.objects.filter(day__lt=today() - timedelta(days=1)).delete()[0]
