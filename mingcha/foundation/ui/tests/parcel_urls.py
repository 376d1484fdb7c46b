"""The project's addresses, and those of parcels."""

import uuid

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path

from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.moves import RecordForm, move_path
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.foundation.ui.steps import steps_of
from mingcha.foundation.ui.tests.parcel import WORKFLOW, Parcel


class SettleForm(RecordForm):
    answer = forms.CharField(label="答复", widget=forms.Textarea)

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        if answer == self.record.title:
            raise forms.ValidationError("答复不能与标题相同。")
        return answer


class TitleForm(forms.Form):
    title = forms.CharField(label="标题")


def detail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    parcel = get_object_or_404(Parcel.objects.visible_to(request.user), pk=pk)
    return record_page(request, parcel, "ui/record.html", workflow=WORKFLOW, steps=steps_of(parcel))


def create(request: SignedInRequest) -> HttpResponse:
    return form_page(request, TitleForm(request.POST or None), title="新包裹", back="/")


urlpatterns = [
    path("", include("config.urls")),
    path("parcels/new/", create),
    path("parcels/<uuid:pk>/", detail),
    move_path(WORKFLOW, forms={"settle": SettleForm}),
]
