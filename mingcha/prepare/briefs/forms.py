"""What the browser may send about lists, questions and checklists."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar.days import add_days
from mingcha.foundation.ui.choices import offer
from mingcha.foundation.ui.moves import RecordForm
from mingcha.prepare.briefs.models import Check, Checklist, ListLine, ListRequest, Question, Responsibility
from mingcha.prepare.briefs.queries import departments_of, evidence_for
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.queries import members_of, rights_of
from mingcha.registry.bodies.models import Body

if TYPE_CHECKING:
    OfRequest = forms.ModelForm[ListRequest]
    OfLine = forms.ModelForm[ListLine]
    OfQuestion = forms.ModelForm[Question]
    OfResponsibility = forms.ModelForm[Responsibility]
    Bodies = forms.ModelMultipleChoiceField[Body]
    Tasks = forms.ModelMultipleChoiceField[Task]
else:
    OfRequest = OfLine = OfQuestion = OfResponsibility = forms.ModelForm
    Bodies = Tasks = forms.ModelMultipleChoiceField

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# What the three columns of a line hold in each of the lists.
HEADINGS: dict[str, dict[str, Any]] = {
    ListRequest.Kind.POLICY: {
        "subject": _l("Document title"),
        "basis": _l("Clause"),
        "text": _l("What it asks of the organisation"),
    },
    ListRequest.Kind.DUTY: {
        "subject": _l("Duty held"),
        "basis": _l("Basis of the duty"),
        "text": _l("Key posts"),
    },
    ListRequest.Kind.INFORMATION: {
        "subject": _l("Matter told"),
        "basis": _l("Source of the information"),
        "text": _l("What is known"),
    },
}
ONLY_INFORMATION = ("person", "happened_on", "credibility")


class AskForm(forms.Form):
    """Which departments, which lists, about whom and until when."""

    bodies = Bodies(
        label=_l("Departments to ask"), queryset=Body.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_l("Lists to ask for"), choices=ListRequest.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    tasks = Tasks(
        label=_l("About these organisations"),
        queryset=Task.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    period = forms.CharField(label=_l("Period asked about"), max_length=60)
    due_on = forms.DateField(label=_l("Answer due on"), widget=_DAY)

    def __init__(self, *args: Any, of: Round, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "bodies", departments_of(of.office_id))
        self.fields["period"].initial = "近三年"
        seen = of.tasks.exclude(pk__in=rights_of(user).recused_inspections)
        _offer_tasks(self, seen).initial = list(seen.values_list("pk", flat=True))
        if rule := of.rule_set.values.get("list_days"):
            self.fields["due_on"].initial = add_days(timezone.localdate(), rule["value"], rule["unit"])
            self.fields["due_on"].help_text = rule["basis"]


def _offer_tasks(form: forms.BaseForm, tasks: QuerySet[Task]) -> Any:
    field = offer(form, "tasks", tasks.select_related("organisation").order_by("organisation__code"))
    field.label_from_instance = lambda task: str(task.organisation)
    return field


class RequestForm(OfRequest):
    """A draft: what exactly is asked."""

    class Meta:
        model = ListRequest
        fields = ("items", "period", "due_on", "tasks")
        widgets = {
            "due_on": _DAY,
            "items": forms.Textarea({"rows": 8}),
            "tasks": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_tasks(self, self.instance.round.tasks.all())


class AnswerForm(RecordForm):
    """Who signs the answer for the department."""

    signed_by = forms.CharField(label=_l("Signed by"), max_length=60)


class SupplementForm(RecordForm):
    """What is missing, and until when."""

    returned_because = forms.CharField(
        label=_l("Why it is returned"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    due_on = forms.DateField(label=_l("Answer due on"), widget=_DAY)


class LineForm(OfLine):
    """One line, with the column heads of its list."""

    class Meta:
        model = ListLine
        fields = ("task", "subject", "basis", "text", "person", "happened_on", "credibility")
        widgets = {"happened_on": _DAY}

    def __init__(self, *args: Any, of: ListRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task = offer(self, "task", of.tasks.select_related("organisation").order_by("organisation__code"))
        task.label_from_instance = lambda one: str(one.organisation)
        for name, label in HEADINGS[of.kind].items():
            self.fields[name].label = label
        if of.kind != ListRequest.Kind.INFORMATION:
            for name in ONLY_INFORMATION:
                del self.fields[name]
        else:
            self.fields["credibility"].required = True


class QuestionForm(OfQuestion):
    """What is suspected, how to check it, who does and by when."""

    class Meta:
        model = Question
        fields = ("title", "how_to_check", "assigned_to", "due_on")
        widgets = {"due_on": _DAY}

    def __init__(self, *args: Any, of: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "assigned_to", members_of(of.team_id) if of.team_id else User.objects.none())


class NewQuestionForm(QuestionForm):
    """A question not raised from a line: about which organisation."""

    task = forms.ModelChoiceField(label=_l("Organisation"), queryset=Task.objects.none())
    field_order = ["task", "title", "how_to_check", "assigned_to", "due_on"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)
        mine = Task.objects.filter(pk__in=rights_of(user).inspections).select_related("organisation", "team")
        task = offer(self, "task", mine)
        task.label_from_instance = lambda one: str(one.organisation)
        teams = {one.team_id for one in mine}
        people = User.objects.active().filter(memberships__team__in=teams, memberships__until__isnull=True)
        offer(self, "assigned_to", people.distinct().order_by("username"))


class ResponsibilityForm(OfResponsibility):
    class Meta:
        model = Responsibility
        fields = ("kind", "bearer", "post", "basis")


class ChooseForm(forms.Form):
    """The checklist a round works by."""

    checklist = forms.ModelChoiceField(label=_l("checklist"), queryset=Checklist.objects.none())

    def __init__(self, *args: Any, of: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = offer(self, "checklist", Checklist.objects.in_use(of.office_id))
        field.initial = field.queryset.first()


class ChecklistForm(forms.Form):
    """The items as lines of text: a group's name in 【】 on a line of its own, its items below it."""

    items = forms.CharField(
        label=_l("Checklist items"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 24}),
        help_text=_l(
            "A group begins with its name in 【】 on a line of its own; every line below is one item."
        ),
    )
    note = forms.CharField(label=_l("What changed"), max_length=300)

    def clean_items(self) -> list[tuple[str, str]]:
        group, found = "", []
        for place, line in enumerate(self.cleaned_data["items"].splitlines(), start=1):
            line = line.strip()
            if line.startswith("【") and line.endswith("】"):
                group = line[1:-1].strip()
            elif line:
                self._refuse(place, group, line)
                found.append((group, line))
        if not found:
            raise forms.ValidationError(_("A checklist needs at least one item."))
        return found

    def _refuse(self, place: int, group: str, line: str) -> None:
        if not group:
            raise forms.ValidationError(
                _("Line %(place)s stands before any group. Put 【name of the group】 above it.")
                % {"place": place}
            )
        if len(line) > 300 or len(group) > 40:
            raise forms.ValidationError(_("Line %(place)s is too long.") % {"place": place})


def as_lines(checklist: Checklist) -> str:
    """A checklist as the form above wants it."""
    lines, group = [], None
    for item in checklist.items.all():
        if item.group != group:
            group = item.group
            lines.append(f"【{group}】")
        lines.append(item.text)
    return "\n".join(lines)


class TickForm(forms.Form):
    """That an item is done: what shows it, or what there is to say."""

    shown_by = forms.ChoiceField(label=_l("Shown by"), required=False)
    note = forms.CharField(
        label=_l("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, of: Check, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = evidence_for(of.task, user)
        records = [(key, _named(record)) for key, record in self.offered.items()]
        field = offer(self, "shown_by", [("", "—"), *records])
        field.help_text = _("Activities and working papers of this inspection, and files attached to it.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("shown_by") and not given.get("note", "").strip():
            raise forms.ValidationError(_("Say what was done, or link what shows it."))
        return given

    @property
    def evidence(self) -> Any:
        return self.offered.get(self.cleaned_data["shown_by"])


def _named(record: Any) -> str:
    return f"{record._meta.verbose_name} · {record}"
