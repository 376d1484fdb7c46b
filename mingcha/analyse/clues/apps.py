from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "clue.raise": _("raised by %(model)s"),
    "clue.refresh": _("hit again by a later run, with other rows"),
    "clue.rows": _("opened the rows behind it"),
    "clue.relations": _("opened the relation graph"),
    "area.charge": _("put %(person)s in charge of an area"),
    "area.discharge": _("ended the charge of %(person)s for an area"),
    "clue.explain": _("explained until %(until)s"),
}


class CluesConfig(AppConfig):
    name = "mingcha.analyse.clues"
    label = "clues"
    verbose_name = _("Clues")

    def ready(self) -> None:
        from mingcha.analyse.clues.permissions import divides_areas
        from mingcha.foundation.ui.navigation import Page

        title = _("Areas and who is in charge")
        self.pages = [Page("analyse", title, "clues:areas", order=45, who=divides_areas)]
        import_module("mingcha.foundation.ui.timeline").sentences.update(SENTENCES)
        import_module("mingcha.analyse.clues.handlers")
