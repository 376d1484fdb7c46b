from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ui.navigation import Page


class JobsConfig(AppConfig):
    name = "mingcha.foundation.jobs"
    label = "jobs"
    pages = [Page("home", _("Background jobs"), "jobs:list", order=30)]
