"""A questionnaire as a form."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from mingcha.outer.pages.plainform import PageForm
from mingcha.outer.surveys.models import Survey


class AnswerForm(PageForm):
    """One field for each question; its answer is the place of an option, several places, or a text."""

    def __init__(self, survey: Survey, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for question in survey.questions:
            self.fields[str(question["id"])] = _field(question)

    def answers(self) -> dict[str, Any]:
        """What was answered, without the questions left open."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", [], None)}
        return {
            name: [int(one) for one in value] if isinstance(value, list) else value
            for name, value in given.items()
        }


def _field(question: dict[str, Any]) -> forms.Field:
    common = {"label": question["text"], "required": bool(question.get("required"))}
    choices = list(enumerate(question.get("options") or []))
    if question["kind"] == "text":
        area = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
        return forms.CharField(widget=area, validators=[MaxLengthValidator(2000)], **common)
    if question["kind"] == "many":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    return forms.TypedChoiceField(
        choices=choices, coerce=int, empty_value=None, widget=forms.RadioSelect, **common
    )
