from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "mingcha.prepare.schedule"
    label = "schedule"
