"""What the browser may send about trainings, tests and pledges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.training.models import Session, TrainingQuestion
from mingcha.prepare.training.queries import members_of

if TYPE_CHECKING:
    SessionModelForm = forms.ModelForm[Session]
    People = forms.ModelMultipleChoiceField[User]
else:
    SessionModelForm = forms.ModelForm
    People = forms.ModelMultipleChoiceField

LONGEST = 300
RIGHT, OPTION = "*", "-"


def parse_questions(text: str) -> list[dict[str, Any]]:
    """Questions from plain text. Raises ValidationError that names the line.

    A line is a question; below it, a line for each option, “-” before a wrong and “*” before the right one.
    """
    found: list[dict[str, Any]] = []
    for number, line in enumerate((text or "").splitlines(), start=1):
        line = line.strip()
        if not line:
            continue
        if len(line) > LONGEST:
            raise _wrong(number, _("it is longer than %(most)s signs") % {"most": LONGEST})
        if line[0] not in RIGHT + OPTION:
            found.append({"text": line, "options": [], "answer": -1, "line": number})
        elif not found:
            raise _wrong(number, _("an option stands before the first question"))
        else:
            _add_option(found[-1], line, number)
    for one in found:
        if len(one["options"]) < 2 or one["answer"] < 0:
            raise _wrong(one.pop("line"), _("give two options or more, and “*” before the right one"))
        one.pop("line")
    return found


def _add_option(question: dict[str, Any], line: str, number: int) -> None:
    option = line[1:].strip()
    if not option:
        raise _wrong(number, _("the option is empty"))
    if line[0] == RIGHT:
        if question["answer"] >= 0:
            raise _wrong(number, _("the question has a right answer already"))
        question["answer"] = len(question["options"])
    question["options"].append(option)


def _wrong(line: int, what: str) -> forms.ValidationError:
    return forms.ValidationError(_("Line %(line)s: %(what)s.") % {"line": line, "what": what})


def questions_as_text(questions: list[TrainingQuestion]) -> str:
    lines = []
    for one in questions:
        lines.append(one.text)
        lines += [
            f"{RIGHT if place == one.answer else OPTION} {text}" for place, text in enumerate(one.options)
        ]
        lines.append("")
    return "\n".join(lines)


class SessionForm(SessionModelForm):
    questions = forms.CharField(
        label=_l("Short test"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 10}),
        help_text=_l(
            "A line for each question; below it one for each option: “-” before wrong, “*” before right."
        ),
    )

    class Meta:
        model = Session
        fields = ["title", "held_on", "place", "content", "pass_mark"]

    def clean_questions(self) -> list[dict[str, Any]]:
        return parse_questions(self.cleaned_data["questions"])


class AttendForm(forms.Form):
    users = People(label=_l("Who was there"), queryset=User.objects.none())

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = session.attendances.values("user_id")
        offer(self, "users", members_of(session.round).exclude(pk__in=there))


class TestForm(forms.Form):
    """One field a question."""

    def __init__(self, *args: Any, questions: list[TrainingQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in questions:
            self.fields[str(one.pk)] = forms.TypedChoiceField(
                label=one.text,
                coerce=int,
                choices=list(enumerate(one.options)),
                widget=forms.RadioSelect,
            )


class PledgeForm(forms.Form):
    agree = forms.BooleanField(label=_l("I have read it and keep to it."))
