"""`mingcha outer-tidy`: once a day, forgets what need not be known any longer."""

from typing import Any

from django.core.management.base import BaseCommand

from mingcha.foundation.exchange.models import Package, Sent
from mingcha.outer.gate.tidying import forget_spent
from mingcha.outer.reports import actions


class Command(BaseCommand):
    """Delete unfinished uploads, used challenges and what the inner site has; renew the times of files."""

    help = __doc__ or ""

    def handle(self, **options: Any) -> None:
        arrived = Sent.objects.filter(kind="intake.submission", package__outcome=Package.Outcome.ACKNOWLEDGED)
        dropped = actions.drop_forwarded(arrived.values_list("item", flat=True))
        unfinished, spent = actions.forget_unfinished(), forget_spent()
        self.stdout.write(
            f"{dropped} handed on, {unfinished} unfinished and {spent} used challenges forgotten, "
            f"{actions.renew_files()} files renewed"
        )
