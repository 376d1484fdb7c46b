from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "mingcha.resolve.leads"
    label = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        from mingcha.resolve.leads import handlers

        handlers.connect()
