from django.urls import path

from mingcha.analyse.datasets.forms import MOVE_FORMS
from mingcha.analyse.datasets.views import contracts, datasets, loads, versions
from mingcha.analyse.datasets.workflow import WORKFLOW
from mingcha.foundation.ui.moves import move_path

app_name = "datasets"
urlpatterns = [
    path("contracts/", contracts.contract_list, name="contracts"),
    path("contracts/<slug:name>/", contracts.contract_detail, name="contract"),
    path("contracts/<slug:name>/template/", contracts.contract_template, name="template"),
    path("new/", datasets.dataset_create, name="create"),
    path("<uuid:pk>/", datasets.dataset_detail, name="detail"),
    path("<uuid:pk>/edit/", datasets.dataset_edit, name="edit"),
    path("<uuid:pk>/grant/", datasets.grant, name="grant"),
    path("<uuid:pk>/extend/", datasets.extend, name="extend"),
    path("<uuid:pk>/bring/", loads.bring, name="bring"),
    path("<uuid:pk>/query/", loads.bring_from_database, name="query"),
    path("grants/<uuid:pk>/revoke/", datasets.revoke, name="revoke"),
    path("loads/<uuid:pk>/", loads.load_detail, name="load"),
    path("loads/<uuid:pk>/columns/", loads.columns, name="columns"),
    path("loads/<uuid:pk>/look/", loads.look_again, name="look"),
    path("loads/<uuid:pk>/aside/", loads.load_aside, name="load_aside"),
    path("loads/<uuid:pk>/discard/", loads.discard, name="discard"),
    path("versions/<uuid:pk>/", versions.version_detail, name="version"),
    path("versions/<uuid:pk>/aside/", versions.version_aside, name="version_aside"),
    move_path(WORKFLOW, forms=MOVE_FORMS),
]
