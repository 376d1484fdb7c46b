from importlib import import_module

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "mingcha.prepare.schedule"
    label = "schedule"

    def ready(self) -> None:
        import_module("mingcha.prepare.schedule.tasks")
        import_module("mingcha.prepare.schedule.handlers")
