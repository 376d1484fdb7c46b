from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingsConfig(AppConfig):
    name = "mingcha.conduct.findings"
    label = "findings"
    verbose_name = _("Findings")

    def ready(self) -> None:
        import_module("mingcha.conduct.findings.handlers")
        panels = import_module("mingcha.conduct.findings.views.panels")
        import_module("mingcha.foundation.ui.pages").panels.append(panels.panels_of)
        self.pages = import_module("mingcha.conduct.findings.ledger").PAGES
