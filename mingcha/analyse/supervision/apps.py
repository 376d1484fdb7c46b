from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "run.start": _("started the run: %(why)s"),
    "run.finish": _("the run ended with %(hits)s hits"),
    "run.wipe": _("its hits went with the data set “%(title)s”"),
    "own_model.preview": _("tried the model on a sample: %(rows)s hits"),
}


class SupervisionConfig(AppConfig):
    name = "mingcha.analyse.supervision"
    label = "supervision"
    verbose_name = _("Supervision models")

    def ready(self) -> None:
        from mingcha.analyse.supervision.permissions import reads_models
        from mingcha.foundation.ui.navigation import Page

        self.pages = [Page("analyse", self.verbose_name, "supervision:library", order=20, who=reads_models)]
        import_module("mingcha.foundation.ui.timeline").sentences.update(SENTENCES)
        import_module("mingcha.analyse.supervision.handlers")
        import_module("mingcha.analyse.supervision.tasks")
