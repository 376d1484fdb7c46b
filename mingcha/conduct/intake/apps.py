from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "keyholder.set": _("set a passphrase"),
    "keyholder.replace": _("set a new passphrase; the shares under the old one are lost"),
    "keys.make": _(
        "made the keys: %(report_needed)s of %(report_shares)s, %(identity_needed)s of %(identity_shares)s"
    ),
    "keys.share_anew": _("shared a key anew among %(shares)s holders"),
    "keys.lose_share": _("lost a share: its holder forgot the passphrase"),
    "unlocking.ask": _("asked to open: %(purpose)s"),
    "unlocking.contribute": _("gave a share: %(purpose)s"),
    "reporting_code.make": _("made the code"),
    "reporting_code.print": _("printed the poster (%(sheet)s)"),
    "reporting_code.rekey": _("sealed to new keys from now on"),
    "sealed_report.arrive": _("arrived, sealed"),
    "sealed_report.add": _("the reporter added something"),
    "sealed_report.read": _("opened the report"),
    "sealed_report.read_file": _("opened file %(name)s"),
    "sealed_report.ask_identity": _("asked to know who reported: %(reason)s"),
    "sealed_report.approve_identity": _("agreed that the identity be opened"),
    "sealed_report.reveal": _("saw who reported: %(reason)s"),
    "sealed_report.grant": _("let %(user)s open the report"),
    "sealed_report.revoke": _("took back the leave of %(user)s"),
    "sealed_report.reply": _("replied to the reporter"),
    "sealed_report.hold": _("kept on hold: %(reason)s"),
    "sealed_report.release": _("no longer on hold"),
    "sealed_report.redact": _("took a masked copy (%(masks)s masks)"),
    "sealed_report.compare": _("compared the words of opened reports"),
    "questionnaire.make": _("drew up the questionnaire"),
    "questionnaire.receive": _("%(count)s answers arrived"),
}


class IntakeConfig(AppConfig):
    name = "mingcha.conduct.intake"
    label = "intake"
    verbose_name = _("Sealed reporting")

    def ready(self) -> None:
        panels = import_module("mingcha.conduct.intake.views.panels")
        import_module("mingcha.foundation.ui.pages").panels.append(panels.panels_for)
        import_module("mingcha.foundation.ui.timeline").sentences.update(SENTENCES)
