"""`mingcha outer-tidy`: once a day, forgets what need not be known any longer."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from mingcha.foundation.exchange.models import Package, Sent
from mingcha.outer.gate.tidying import forget_spent
from mingcha.outer.reports import actions


class Command(BaseCommand):
    """Delete unfinished uploads, used challenges and what the inner site has; renew the times of files."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, default=0, help="again after so many seconds")

    def handle(self, *, every: int, **options: Any) -> None:
        while True:
            self._once()
            if not every:
                return
            close_old_connections()
            time.sleep(every)

    def _once(self) -> None:
        arrived = Sent.objects.filter(kind="intake.submission", package__outcome=Package.Outcome.ACKNOWLEDGED)
        dropped = actions.drop_forwarded(arrived.values_list("item", flat=True))
        unfinished, spent = actions.forget_unfinished(), forget_spent()
        self.stdout.write(
            f"{dropped} handed on, {unfinished} unfinished and {spent} used challenges forgotten, "
            f"{actions.renew_files()} files renewed"
        )
