from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _l


class FormingConfig(AppConfig):
    name = "mingcha.prepare.forming"
    label = "forming"

    def ready(self) -> None:
        from mingcha.foundation.ui.timeline import sentences

        sentences.update(
            {
                "team_proposal.pin": _l("put %(person)s into team no. %(team)s"),
                "team_proposal.lead": _l("let %(person)s lead team no. %(team)s"),
                "team_proposal.shut": _l("kept %(person)s out of team no. %(team)s"),
                "team_proposal.leave_out": _l("left out %(person)s"),
                "team_proposal.swap": _l("let %(person)s change places"),
                "team_proposal.unpin": _l("no longer placed %(person)s by hand"),
                "team_proposal.allow": _l("no longer kept %(person)s out"),
                "rule.set": _l("set the recusal rule"),
            }
        )
