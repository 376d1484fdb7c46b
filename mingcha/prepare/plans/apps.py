from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "mingcha.prepare.plans"
    label = "plans"
    verbose_name = _("Work plans")

    def ready(self) -> None:
        import_module("mingcha.prepare.plans.handlers")
        panels = import_module("mingcha.prepare.plans.views.panels")
        import_module("mingcha.foundation.ui.pages").panels.append(panels.panels_of)
