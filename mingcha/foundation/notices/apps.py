from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "mingcha.foundation.notices"
    label = "notices"
