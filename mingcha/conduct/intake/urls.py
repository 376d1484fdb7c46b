from django.urls import path

from mingcha.conduct.intake.forms import MOVE_FORMS
from mingcha.conduct.intake.views import codes, keys, questionnaires, reports
from mingcha.conduct.intake.workflow import CODES, KEYS, QUESTIONNAIRES, REPORTS
from mingcha.foundation.ui.moves import move_path

app_name = "intake"
urlpatterns = [
    path("passphrase/", keys.passphrase, name="passphrase"),
    path("teams/<uuid:pk>/keys/", keys.make, name="make_keys"),
    path("keys/<uuid:pk>/", keys.keys_detail, name="keys"),
    path("keys/<uuid:pk>/unlock/", keys.unlock, name="unlock"),
    path("keys/<uuid:pk>/lock/", keys.lock, name="lock"),
    path("keys/<uuid:pk>/recover/report/", keys.recover, {"purpose": "report"}, name="recover_report"),
    path("keys/<uuid:pk>/recover/identity/", keys.recover, {"purpose": "identity"}, name="recover_identity"),
    path("unlockings/<uuid:pk>/", keys.unlocking, name="unlocking"),
    path("unlockings/<uuid:pk>/anew/", keys.share_anew, name="share_anew"),
    path("unlockings/<uuid:pk>/reveal/", reports.reveal, name="reveal"),
    path("inspections/<uuid:pk>/code/", codes.code_create, name="create_code"),
    path("codes/<uuid:pk>/", codes.code_detail, name="code"),
    path("codes/<uuid:pk>/<slug:sheet>.pdf", codes.poster, name="poster"),
    path("codes/<uuid:pk>/questionnaire/", questionnaires.create, name="create_questionnaire"),
    path("questionnaires/<uuid:pk>/", questionnaires.detail, name="questionnaire"),
    path("questionnaires/<uuid:pk>/edit/", questionnaires.edit, name="edit_questionnaire"),
    path("questionnaires/<uuid:pk>/count/", questionnaires.count, name="count"),
    path("questionnaires/<uuid:pk>/workbook/", questionnaires.workbook, name="workbook"),
    path("reports/<uuid:pk>/", reports.report_detail, name="report"),
    path("reports/<uuid:pk>/open/", reports.open_report, name="open"),
    path("reports/<uuid:pk>/reply/", reports.reply, name="reply"),
    path("reports/<uuid:pk>/masked/", reports.redact, name="redact"),
    path("reports/<uuid:pk>/identity/", reports.ask_identity, name="ask_identity"),
    path("reports/<uuid:pk>/leave/", reports.grant, name="grant"),
    path("reports/<uuid:pk>/hold/", reports.hold, name="hold"),
    path("leave/<uuid:pk>/revoke/", reports.revoke, name="revoke"),
    path("parts/<uuid:pk>/", reports.open_file, name="file"),
    move_path(KEYS, forms=MOVE_FORMS),
    move_path(CODES),
    move_path(REPORTS),
    move_path(QUESTIONNAIRES),
]
