from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "mingcha.outer.reports"
    label = "outer_reports"
