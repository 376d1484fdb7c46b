from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "petition.register": _("registered the petition"),
    "petition.link": _("linked activities"),
    "petition.reveal": _("opened who complained: %(reason)s"),
}


class PetitionsConfig(AppConfig):
    name = "mingcha.conduct.petitions"
    label = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        import_module("mingcha.conduct.petitions.handlers")
        import_module("mingcha.foundation.ui.timeline").sentences.update(SENTENCES)
