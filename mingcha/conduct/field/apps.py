from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "edition.make": _("made the field edition"),
    "edition.hand_out": _("took the field edition away"),
    "edition.wipe": _("took in the certificate that the field edition was wiped"),
}


class FieldConfig(AppConfig):
    name = "mingcha.conduct.field"
    label = "field"
    verbose_name = _("Field edition")

    def ready(self) -> None:
        import_module("mingcha.foundation.ui.timeline").sentences.update(SENTENCES)
        papers = import_module("mingcha.foundation.exchange.actions.bringing").papers
        papers["wiped"] = import_module("mingcha.conduct.field.actions").read_certificate
        panels = import_module("mingcha.conduct.field.views").panels_for
        import_module("mingcha.foundation.ui.pages").panels.append(panels)
