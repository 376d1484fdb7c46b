from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingsConfig(AppConfig):
    name = "mingcha.conduct.findings"
    label = "findings"
    verbose_name = _("Findings")

    def ready(self) -> None:
        import_module("mingcha.conduct.findings.handlers")
        self.pages = import_module("mingcha.conduct.findings.ledger").PAGES
