"""What the moves of a clue ask for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.clues.queries import duties_of, tasks_for
from mingcha.analyse.datasets.contracts.declaration import AREAS
from mingcha.analyse.supervision.models import TRUE_ONES, Outcome
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.foundation.ui.moves import RecordForm
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.teams.models import Membership
from mingcha.registry.bodies.models import Body, Role
from mingcha.registry.bodies.queries import holders

REASON_HELP = _l("What was checked, with whom, and what it showed.")


class AssignForm(RecordForm):
    """To which inspection, and to whom of its team. Empty: the office keeps it."""

    task = forms.ModelChoiceField(
        Task.objects.none(), label=_l("Inspection"), required=False, empty_label=_l("The office keeps it")
    )
    assigned_to = forms.ModelChoiceField(User.objects.none(), label=_l("To be verified by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tasks = offer(self, "task", tasks_for(self.record, self.user))
        tasks.initial = self.record.task_id
        members = Membership.objects.filter(team__tasks__in=tasks.queryset, until__isnull=True)
        people = offer(self, "assigned_to", User.objects.filter(pk__in=members.values("user_id")))
        people.initial = self.record.assigned_to_id

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        task, person = given.get("task"), given.get("assigned_to")
        if person and (task is None or not task.team or not _in_team(person, task)):
            self.add_error("assigned_to", _l("This person is not in the team of that inspection."))
        return given


def _in_team(person: User, task: Task) -> bool:
    return Membership.objects.filter(team=task.team, user=person, until__isnull=True).exists()


class ToAreaForm(RecordForm):
    """To which area, and perhaps to whom of those in charge of it."""

    handed_area = forms.ChoiceField(label=_l("Area in charge"))
    assigned_to = forms.ModelChoiceField(
        User.objects.none(),
        label=_l("To be verified by"),
        required=False,
        empty_label=_l("Whoever is in charge of the area"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        duties = duties_of(self.record)
        held = {one.area for one in duties}
        areas = offer(self, "handed_area", [(area, str(AREAS[area])) for area in AREAS if area in held])
        areas.initial = self.record.handed_area or self.record.area
        if not areas.choices:
            areas.help_text = _l("Nobody is in charge of any area yet: the head of the office says who is.")
        offer(self, "assigned_to", User.objects.filter(pk__in={one.person_id for one in duties}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        area, person = given.get("handed_area"), given.get("assigned_to")
        if person and not duties_of(self.record).filter(area=area, person=person).exists():
            self.add_error("assigned_to", _l("This person is not in charge of that area."))
        return given


class DutyForm(forms.Form):
    """Who is in charge of which area."""

    area = forms.ChoiceField(label=_l("Area"), choices=[(code, words) for code, words in AREAS.items()])
    person = forms.ModelChoiceField(User.objects.none(), label=_l("Person in charge"))

    def __init__(self, *args: Any, office: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", holders(office.pk, Role.OFFICE_HEAD, Role.OFFICE_STAFF))


class DismissForm(RecordForm):
    outcome = forms.ChoiceField(
        label=_l("Verdict"),
        choices=[(one.value, one.label) for one in Outcome if one not in TRUE_ONES],
        widget=forms.RadioSelect,
    )
    false_positive = forms.ChoiceField(
        label=_l("Innocent explanation"), required=False, help_text=_l("It is what improves the model.")
    )
    reason = forms.CharField(
        label=_l("Reason for the verdict"), widget=forms.Textarea({"rows": 4}), help_text=REASON_HELP
    )
    explained_until = forms.DateField(
        label=_l("Explained until"),
        required=False,
        help_text=_l("Until then the model does not raise this subject again. Leave empty if it may."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.record.model.false_positives if self.record.model else ()
        choices = [("", "—"), *((one.code, str(one)) for one in known), ("other", _l("Another one"))]
        field = offer(self, "false_positive", choices)
        field.required = bool(known)

    def clean_explained_until(self) -> Any:
        until = self.cleaned_data["explained_until"]
        if until and until <= timezone.localdate():
            raise forms.ValidationError(_l("Choose a day to come."))
        return until


class ProposeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_l("Verdict"),
        choices=[(one.value, one.label) for one in TRUE_ONES],
        initial=Outcome.CONFIRMED,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_l("Reason for the verdict"), widget=forms.Textarea({"rows": 4}), help_text=REASON_HELP
    )


MOVE_FORMS: dict[str, type[forms.BaseForm]] = {
    "assign": AssignForm,
    "to_area": ToAreaForm,
    "dismiss": DismissForm,
    "propose": ProposeForm,
}
