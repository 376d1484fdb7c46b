from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ui.navigation import Page


class NoticesConfig(AppConfig):
    name = "mingcha.foundation.notices"
    label = "notices"
    pages = [Page("home", _("Notices"), "notices:list", order=20)]
