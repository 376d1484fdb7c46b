from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _l


class ScheduleConfig(AppConfig):
    name = "mingcha.prepare.schedule"
    label = "schedule"
    pages: list[Any] = []

    def ready(self) -> None:
        from mingcha.foundation.ui.navigation import Page
        from mingcha.prepare.schedule.permissions import sees_schedule

        import_module("mingcha.prepare.schedule.tasks")
        import_module("mingcha.prepare.schedule.handlers")
        self.pages = [
            Page(
                stage="prepare",
                title=_l("Coverage board"),
                url="schedule:boards",
                who=sees_schedule,
                order=6,
                also=("/schedule/board/", "/schedule/priorities/"),
            )
        ]
