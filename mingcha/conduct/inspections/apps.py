from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "inspection.arrange": _("changed the arrangement"),
    "inspection.open": _("opened the inspection"),
}


class InspectionsConfig(AppConfig):
    name = "mingcha.conduct.inspections"
    label = "inspections"
    verbose_name = _("Inspections")

    def ready(self) -> None:
        import_module("mingcha.conduct.inspections.handlers")
        panels = import_module("mingcha.conduct.inspections.views.panels")
        import_module("mingcha.foundation.ui.pages").panels.append(panels.panels_for)
        import_module("mingcha.foundation.ui.timeline").sentences.update(SENTENCES)
