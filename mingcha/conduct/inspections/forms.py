"""What the browser may send about an inspection and what hangs on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.conduct.inspections.models import Activity, Inspection, MidTermComment, Prompt
from mingcha.conduct.inspections.queries import people_of, teams_of
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.models import Team

if TYPE_CHECKING:
    OfInspection = forms.ModelForm[Inspection]
    OfActivity = forms.ModelForm[Activity]
    OfMidTermComment = forms.ModelForm[MidTermComment]
    OfPrompt = forms.ModelForm[Prompt]
else:
    OfInspection = OfActivity = OfMidTermComment = OfPrompt = forms.ModelForm

Kind = Activity.Kind
Groups = Sequence[tuple[str | Promise, Sequence[str]]]
_l = gettext_lazy
_WHEN: tuple[str | Promise, Sequence[str]] = (
    _l("When and where"),
    ("title", "held_on", "starts_at", "ends_at", "place"),
)
_OURS = ("inspectors", "recorder")


def _kept(*names: str) -> tuple[str | Promise, Sequence[str]]:
    return (_l("What was said"), names)


# The fields of each kind's form, as the official forms group them.
GROUPS: dict[str, Groups] = {
    Kind.HEARING: [
        _WHEN,
        (_l("Who"), ("report_kind", "speaker", "participants", "persons", *_OURS)),
        _kept("outline", "summary", "opinion", "record", "points", "pages"),
    ],
    Kind.TALK: [
        (
            _l("The interviewee"),
            ("interviewee", "interviewee_unit", "interviewee_post", "talk_class", "persons"),
        ),
        (_l("When and where"), ("held_on", "starts_at", "ends_at", "place")),
        (_l("Inspectors"), (*_OURS, "rights_told")),
        _kept("outline", "record", "points", "pages"),
        (_l("Read back and signature"), ("read_back_on", "signing_refused")),
    ],
    Kind.SYMPOSIUM: [
        _WHEN,
        (_l("Who"), ("participants", "persons", *_OURS)),
        _kept("outline", "summary", "record", "points", "pages"),
    ],
    Kind.FILE_REVIEW: [
        _WHEN,
        (_l("Files"), ("period", "copies", "pages", "handed_by", "received_by", "returned_on")),
        (_l("What was seen"), (*_OURS, "summary", "points")),
    ],
    Kind.VISIT: [
        _WHEN,
        (_l("Who"), ("visit_kind", "participants", "persons", *_OURS)),
        _kept("summary", "record", "points", "pages"),
    ],
    Kind.QUESTIONNAIRE: [
        _WHEN,
        (_l("Sheets"), ("sent", "returned", "valid")),
        (_l("Result"), (*_OURS, "summary", "points")),
    ],
    Kind.ATTENDANCE: [
        _WHEN,
        (_l("Who"), ("participants", "persons", *_OURS)),
        _kept("summary", "record", "points", "pages"),
    ],
    Kind.SPOT_CHECK: [
        _WHEN,
        (_l("The check"), (*_OURS, "checked", "found", "points", "pages")),
    ],
    Kind.COMMUNICATION: [
        _WHEN,
        (_l("Who"), ("speaker", "participants", "persons", *_OURS)),
        _kept("outline", "summary", "opinion", "points", "pages"),
    ],
    Kind.MID_TERM: [
        _WHEN,
        (_l("Who"), ("participants", "persons", *_OURS)),
        _kept("outline", "summary", "record", "points", "pages"),
    ],
}
_OPTIONAL_TITLE = (Kind.TALK,)


class ArrangementForm(OfInspection):
    """What the notice and the announcement must name."""

    groups: Groups = [
        (_l("The stay"), ("planned_entry_on", "planned_leave_on", "petition_until")),
        (_l("Channels"), ("phone", "phone_hours", "mailbox", "post_box", "conduct_phone")),
    ]

    class Meta:
        model = Inspection
        fields = (
            "planned_entry_on",
            "planned_leave_on",
            "petition_until",
            "phone",
            "phone_hours",
            "mailbox",
            "post_box",
            "conduct_phone",
        )


class ActivityForm(OfActivity):
    """The form of one kind of activity: only that kind's fields, in its groups."""

    inspectors = forms.ModelMultipleChoiceField(
        User.objects.none(),
        required=False,
        label=_l("Inspectors"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_l("A talk needs two or more."),
    )

    class Meta:
        model = Activity
        fields = tuple(
            dict.fromkeys(name for groups in GROUPS.values() for _title, names in groups for name in names)
        )

    def __init__(self, *args: Any, kind: str, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.groups = kind, GROUPS[kind]
        self._keep([name for _title, names in GROUPS[kind] for name in names])
        self._choose_people(inspection)
        if kind in _OPTIONAL_TITLE and "title" in self.fields:
            self.fields["title"].required = False

    def _keep(self, names: Sequence[str]) -> None:
        for name in set(self.fields) - set(names):
            del self.fields[name]
        self.order_fields(list(names))

    def _choose_people(self, inspection: Inspection) -> None:
        for name in _OURS:
            offer(self, name, people_of(inspection))

    def values(self) -> dict[str, Any]:
        """What the actions take; a talk is called after the person talked with."""
        given = dict(self.cleaned_data)
        if self.kind == Kind.TALK:
            given["title"] = _("Talk with %(name)s") % {"name": given["interviewee"]}
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.kind == Kind.TALK and not given.get("interviewee"):
            self.add_error("interviewee", _("Name the person talked with."))
        return given


class CommentForm(OfMidTermComment):
    """A comment of the leading group, with the hearing at which it was made."""

    class Meta:
        model = MidTermComment
        fields = ("hearing", "text", "given_on", "due_on")

    def __init__(self, *args: Any, inspection: Inspection, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hearings = Activity.objects.visible_to(user).filter(inspection=inspection, kind=Kind.MID_TERM)
        offer(self, "hearing", hearings)


class PromptForm(OfPrompt):
    """The wording of a prompt."""

    class Meta:
        model = Prompt
        fields = ("title", "text", "given_on", "due_on")


class NewPromptForm(PromptForm):
    """A prompt to one or several teams of a round."""

    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), label=_l("Teams"), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("teams",)

    def __init__(self, *args: Any, in_round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "teams", teams_of(in_round))


class AnswerForm(forms.Form):
    """The team's answer to a comment or prompt."""

    answer = forms.CharField(label=_l("Answer"), widget=forms.Textarea({"rows": 6}))
