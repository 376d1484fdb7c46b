from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mingcha.foundation.jobs"
    label = "jobs"
