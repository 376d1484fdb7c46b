from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "mingcha.foundation.exchange"
    label = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        import_module("mingcha.foundation.exchange.kinds").discover()
