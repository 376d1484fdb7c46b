from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ui.navigation import Page

SENTENCES = {
    "channel.propose": _("set up the channel"),
    "channel.establish": _("set up the channel, both keys being made here"),
    "channel.confirm": _("compared the fingerprints"),
    "channel.close": _("closed the channel"),
    "channel.write": _("wrote package %(number)s"),
    "channel.release": _("took package %(number)s away"),
    "channel.acknowledge": _("read the receipt of package %(number)s"),
    "channel.verify": _("brought package %(number)s"),
    "channel.repeat": _("brought package %(number)s once more"),
    "channel.apply": _("took package %(number)s in"),
    "channel.receipt": _("gave the receipt of package %(number)s"),
}
_ON_ANY_RECORD = {
    "exchange": _("changed by a package"),
    "exchange_remove": _("removed by a package"),
    "settle": _("chose between two versions"),
    "renumber": _("given another number by the exchange"),
}


class ExchangeConfig(AppConfig):
    name = "mingcha.foundation.exchange"
    label = "exchange"
    verbose_name = _("Exchange")
    pages = [
        Page(
            "system",
            _("Exchange keys"),
            "exchange:keys",
            who=lambda user: user.administration == "system",
            order=40,
        )
    ]

    def ready(self) -> None:
        import_module("mingcha.foundation.exchange.kinds").discover()
        if apps.is_installed("mingcha.foundation.jobs"):
            import_module("mingcha.foundation.exchange.tasks")
        if apps.is_installed("mingcha.foundation.ui"):
            timeline = import_module("mingcha.foundation.ui.timeline")
            timeline.sentences.update(SENTENCES)
            timeline.verbs.update(_ON_ANY_RECORD)
