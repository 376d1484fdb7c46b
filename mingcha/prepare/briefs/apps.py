from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    name = "mingcha.prepare.briefs"
    label = "briefs"
    verbose_name = _("Before entry")

    def ready(self) -> None:
        import_module("mingcha.prepare.briefs.handlers")
        panels = import_module("mingcha.prepare.briefs.views.panels")
        import_module("mingcha.foundation.ui.pages").panels.append(panels.panels_of)
