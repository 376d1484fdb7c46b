from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ui.navigation import Page

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


def _reads(user: User) -> bool:
    from mingcha.oversee.statistics.permissions import reads_figures

    return reads_figures(user)


class StatisticsConfig(AppConfig):
    name = "mingcha.oversee.statistics"
    label = "statistics"
    verbose_name = _l("Statistics")
    pages = [
        Page("oversee", _l("Statistics"), "statistics:figures", who=_reads, order=10),
        Page("oversee", _l("Charts"), "statistics:charts", who=_reads, order=12),
    ]

    def ready(self) -> None:
        from mingcha.foundation.indicators.scope import BELOW
        from mingcha.registry.bodies.queries import subordinate_offices

        BELOW["office"] = lambda office: subordinate_offices([UUID(str(office))])
