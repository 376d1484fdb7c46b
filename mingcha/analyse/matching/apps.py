from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "match.start": _("started the matching: %(why)s"),
    "match.finish": _("the matching ended: %(sure)s pairs taken as the same, %(doubt)s left to people"),
    "match.wipe": _("forgot the rows of its pairs, since a list was destroyed"),
}


class MatchingConfig(AppConfig):
    name = "mingcha.analyse.matching"
    label = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        import_module("mingcha.foundation.ui.timeline").sentences.update(SENTENCES)
        import_module("mingcha.analyse.matching.tasks")
        import_module("mingcha.analyse.matching.handlers")
