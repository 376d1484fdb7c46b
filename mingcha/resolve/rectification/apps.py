from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RectificationConfig(AppConfig):
    name = "mingcha.resolve.rectification"
    label = "rectification"
    verbose_name = _("Rectification")

    def ready(self) -> None:
        from mingcha.resolve.rectification import handlers

        handlers.connect()
