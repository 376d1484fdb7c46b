"""What the browser may send about teams and recusals."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.models import Membership, RecusalDeclaration, Team
from mingcha.prepare.teams.queries import may_declare_for, people_for

if TYPE_CHECKING:
    Person = forms.ModelChoiceField[User]
    People = forms.ModelMultipleChoiceField[User]
    Teams = forms.ModelChoiceField[Team]
    Tasks = forms.ModelMultipleChoiceField[Task]
else:
    Person, People = forms.ModelChoiceField, forms.ModelMultipleChoiceField
    Teams, Tasks = forms.ModelChoiceField, forms.ModelMultipleChoiceField

Relation = RecusalDeclaration.Relation


def _free(in_round: Round) -> Any:
    """Those who may be in a team and are in none of this round."""
    taken = in_round.memberships.filter(until__isnull=True).values("user_id")
    return people_for(in_round.office_id).exclude(pk__in=taken)


class TeamForm(forms.Form):
    """A team and its people, formed by hand."""

    name = forms.CharField(label=_l("Name of the team"), max_length=100)
    leader = Person(label=_l("Team leader"), queryset=User.objects.none())
    deputies = People(label=_l("Deputy leaders"), queryset=User.objects.none(), required=False)
    liaison = Person(label=_l("Liaison officer"), queryset=User.objects.none())
    members = People(label=_l("Members"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, of: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = _free(of)
        for name in ("leader", "deputies", "liaison", "members"):
            offer(self, name, free)
        self.fields["name"].initial = _("Team %(number)s") % {"number": of.teams.count() + 1}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        people = [person for _role, person in self.people(given)]
        if len(people) != len(set(people)):
            raise forms.ValidationError(_("Nobody has two places in one team."))
        return given

    def people(self, given: dict[str, Any]) -> list[tuple[str, User]]:
        """Everyone chosen, with their role."""
        role = Membership.Role
        single = [(role.LEADER, given.get("leader")), (role.LIAISON, given.get("liaison"))]
        several = [(role.DEPUTY, person) for person in given.get("deputies", [])]
        several += [(role.MEMBER, person) for person in given.get("members", [])]
        return [(str(code), person) for code, person in single + several if person]


class MemberForm(forms.Form):
    user = Person(label=_l("Person"), queryset=User.objects.none())
    role = forms.ChoiceField(
        label=_l("Role in the team"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER
    )
    duty = forms.CharField(label=_l("Duty"), max_length=60, required=False)
    since = forms.DateField(label=_l("Since"), initial=timezone.localdate)

    def __init__(self, *args: Any, of: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "user", _free(of.round))


class EndMembershipForm(forms.Form):
    on = forms.DateField(label=_l("Until"), initial=timezone.localdate)
    reason = forms.CharField(label=_l("Reason"), max_length=300)


class AppraiseForm(forms.Form):
    grade = forms.ChoiceField(label=_l("Appraisal"), choices=Membership.Appraisal.choices)
    note = forms.CharField(
        label=_l("Grounds of the appraisal"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class AssignForm(forms.Form):
    """Which organisations go to which team."""

    team = Teams(label=_l("Team"), queryset=Team.objects.none())
    tasks = Tasks(label=_l("Inspection tasks"), queryset=Task.objects.none())

    def __init__(self, *args: Any, of: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", of.teams.all())
        tasks = offer(self, "tasks", of.tasks.select_related("organisation", "team"))
        tasks.label_from_instance = _with_team


def _with_team(task: Task) -> str:
    return f"{task.organisation}（{task.team or _('no team yet')}）"


class DeclareForm(forms.Form):
    """One line for each organisation the person has not declared for."""

    def __init__(self, *args: Any, tasks: list[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = {task.pk.hex: task for task in tasks}
        self.groups = []
        for key, task in self.tasks.items():
            self.fields[f"relation_{key}"] = forms.ChoiceField(
                label=_("Relation"), choices=[("", "—"), *Relation.choices], required=False
            )
            self.fields[f"statement_{key}"] = forms.CharField(
                label=_("Statement"), required=False, widget=forms.Textarea({"rows": 2})
            )
            self.groups.append((str(task), [f"relation_{key}", f"statement_{key}"]))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for key in self.tasks:
            relation, statement = given.get(f"relation_{key}"), given.get(f"statement_{key}", "")
            if relation and relation != Relation.NOTHING and not statement.strip():
                self.add_error(f"statement_{key}", _("Describe the tie: who, what relation, which post."))
        if not self.errors and not self.rows(given):
            raise forms.ValidationError(_("Declare for at least one organisation."))
        return given

    def rows(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        """What was declared, for the action."""
        return [
            {"task": task, "relation": given[f"relation_{key}"], "statement": given[f"statement_{key}"]}
            for key, task in self.tasks.items()
            if given.get(f"relation_{key}")
        ]


class DeclareTieForm(forms.Form):
    """A tie of somebody in the office or on the leading group, with any organisation of its rounds."""

    task = forms.ModelChoiceField(label=_l("Organisation"), queryset=Task.objects.none())
    relation = forms.ChoiceField(
        label=_l("Relation"),
        choices=[("", "—"), *(one for one in Relation.choices if one[0] != Relation.NOTHING)],
    )
    statement = forms.CharField(label=_l("Statement"), max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "task", may_declare_for(user))


class AuthoriseForm(forms.Form):
    on = forms.DateField(label=_l("Authorised on"), initial=timezone.localdate)
