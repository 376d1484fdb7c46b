"""Addresses of findings, papers and immediate rectification."""

from django.urls import path

from mingcha.conduct.findings.forms import ReopenForm, ResultForm, SignForm
from mingcha.conduct.findings.views import clues, findings, immediates, papers, questions
from mingcha.conduct.findings.workflow import FINDINGS, IMMEDIATES, PAPERS
from mingcha.foundation.ui.moves import move_path

app_name = "findings"
urlpatterns = [
    path("new/", findings.create, name="create"),
    path("<uuid:pk>/", findings.detail, name="detail"),
    path("<uuid:pk>/edit/", findings.edit, name="edit"),
    path("papers/new/", papers.create, name="paper_create"),
    path("papers/from-clue/<uuid:pk>/", clues.open_paper, name="paper_from_clue"),
    path("papers/from-question/<uuid:pk>/", questions.open_paper, name="paper_from_question"),
    path("papers/<uuid:pk>/", papers.detail, name="paper"),
    path("papers/<uuid:pk>/edit/", papers.edit, name="paper_edit"),
    path("papers/<uuid:pk>/opinion/", papers.opinion, name="paper_opinion"),
    path("papers/<uuid:pk>/evidence/", papers.add_evidence, name="evidence_create"),
    path("evidence/<uuid:pk>/remove/", papers.remove_evidence, name="evidence_remove"),
    path("papers/versions/<uuid:pk>/", papers.version, name="paper_version"),
    path("immediate/new/", immediates.create, name="immediate_create"),
    path("immediate/<uuid:pk>/", immediates.detail, name="immediate"),
    path("immediate/<uuid:pk>/edit/", immediates.edit, name="immediate_edit"),
    move_path(PAPERS, forms={"sign": SignForm, "ask_reopen": ReopenForm}),
    move_path(FINDINGS),
    move_path(IMMEDIATES, forms={"report": ResultForm}),
]
