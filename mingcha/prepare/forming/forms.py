"""What the browser may send about proposals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ui.choices import offer
from mingcha.prepare.forming.actions import Change
from mingcha.prepare.forming.models import RuleSwitch, TeamProposal
from mingcha.prepare.forming.queries import Sheet, default_teams, scheduled, senders, sent_home, with_homes
from mingcha.prepare.forming.rules import Rule
from mingcha.prepare.forming.solving.problem import Seat, Seats
from mingcha.prepare.rounds.models import Round
from mingcha.registry.talent.models import Skill

if TYPE_CHECKING:
    TeamProposals = forms.ModelChoiceField[TeamProposal]
else:
    TeamProposals = forms.ModelChoiceField

MOST_TEAMS = 99
SIZE: dict[str, Any] = {"min_value": 1, "max_value": 60}
SALT = "forming.effect"


class ProposeForm(forms.Form):
    """The teams of a round as asked for, all alike; organisations are dealt out by hand or in turn."""

    name = forms.CharField(label=_l("Name of the proposal"), max_length=100)
    count = forms.IntegerField(label=_l("Number of teams"), min_value=1, max_value=MOST_TEAMS)
    seats = forms.IntegerField(label=_l("Seats in each team"), initial=6, **SIZE)
    least = forms.IntegerField(label=_l("Fewest people in each team"), initial=5, **SIZE)
    must = forms.MultipleChoiceField(
        label=_l("Every team must have"),
        choices=Skill.choices,
        required=False,
        help_text=_l("One at least. Without it there is no answer."),
    )
    wish = forms.MultipleChoiceField(
        label=_l("Every team should have"),
        choices=Skill.choices,
        required=False,
        help_text=_l("One if there are enough people; what is lacking is told with the reason."),
    )
    unit_most = forms.IntegerField(
        label=_l("Most of one unit in a team"), initial=2, min_value=1, max_value=20
    )
    former_most = forms.IntegerField(
        label=_l("Most of one earlier team"),
        initial=2,
        min_value=1,
        max_value=20,
        help_text=_l("So that the same team does not come together again."),
    )
    from_below = forms.BooleanField(label=_l("With the pools of the offices below"), required=False)
    seconds = forms.IntegerField(
        label=_l("Time limit in seconds"),
        initial=60,
        min_value=1,
        max_value=3600,
        help_text=_l("It ends earlier when the best answer is proven; you may stop it at any time."),
    )
    based_on = TeamProposals(
        label=_l("Take pins and exclusions from"), queryset=TeamProposal.objects.none(), required=False
    )

    def __init__(self, *args: Any, of: Round, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        earlier = TeamProposal.objects.visible_to(user).filter(round=of)
        offer(self, "based_on", earlier.order_by("created_at"))
        self.fields["name"].initial = _("Proposal %(number)s") % {"number": of.team_proposals.count() + 1}
        self.tasks = list(of.tasks.select_related("organisation").order_by("entry_on", "pk"))
        self.scheduled = scheduled(of)
        teams = self.scheduled.count if self.scheduled else 0
        self.fields["count"].initial = teams or max(1, (len(self.tasks) + 1) // 2)
        for task in self.tasks:
            self.fields[self.key(task.pk)] = forms.IntegerField(
                label=str(task.organisation), min_value=1, max_value=MOST_TEAMS, required=False
            )
            if self.scheduled:
                self.fields[self.key(task.pk)].initial = self.scheduled.team_of.get(task.pk)
        homes = self._offer_homes(self._asked_teams()) if of.cross else []
        own = ["name", "count", "seats", "least", "must", "wish"]
        limits = ["unit_most", "former_most", "from_below", "seconds", "based_on"]
        dealt = [self.key(task.pk) for task in self.tasks]
        self.groups = [(_("The teams"), own), (_("Limits"), limits)]
        if dealt:
            self.groups.append((_("Team no. of each organisation (empty: dealt out in turn)"), dealt))
        if homes:
            self.groups.append((_("Crossing: no place inspects itself"), homes))

    def _asked_teams(self) -> int:
        """How many teams the page is about: as typed, else as begun with."""
        typed = str(self.data.get("count", "")) if self.is_bound else ""
        count = int(typed) if typed.isdecimal() and len(typed) < 4 else int(self.fields["count"].initial)
        return min(count, MOST_TEAMS)

    def _offer_homes(self, count: int) -> list[str]:
        """For each team of a crossed round: where it may come from, and does by the schedule."""
        places = [(str(one.pk), str(one)) for one in senders(self.of)]
        by_schedule = self.scheduled.home_of if self.scheduled else {}
        for number in range(1, count + 1):
            self.fields[self.home_key(number)] = forms.ChoiceField(
                label=_("Team no. %(number)s comes from") % {"number": number},
                choices=[("", _("the next place in turn")), *places],
                initial=str(by_schedule.get(number, "")),
                required=False,
            )
        return [self.home_key(number) for number in range(1, count + 1)]

    @staticmethod
    def key(pk: Any) -> str:
        return f"team_of_{pk.hex}"

    @staticmethod
    def home_key(number: int | str) -> str:
        return f"home_of_{number}"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        seats, least, count = given.get("seats"), given.get("least"), given.get("count")
        if seats and least and least > seats:
            self.add_error("least", _("A team has at least as many seats as the fewest people it may have."))
        if count and count > max(1, len(self.tasks)):
            self.add_error("count", _("More teams than organisations to inspect."))
        for task in self.tasks:
            number = given.get(self.key(task.pk))
            if number and count and number > count:
                self.add_error(self.key(task.pk), _("There are %(count)s teams.") % {"count": count})
        if not self.errors:
            self._check_teams()
        return given

    def _check_teams(self) -> None:
        rows = self._dealt()
        if idle := [row["name"] for row in rows if not row["tasks"]]:
            raise forms.ValidationError(_("%(team)s has no organisation to inspect.") % {"team": idle[0]})
        for key in sent_home(self.of, rows, self._homes()) if self.of.cross else []:
            self.add_error(self.home_key(key), _("It would inspect the place it comes from."))

    def teams(self) -> list[dict[str, Any]]:
        """What the action takes."""
        return with_homes(self.of, self._dealt(), self._homes()) if self.of.cross else self._dealt()

    def _homes(self) -> dict[str, str]:
        """By team key: the place it is wanted from."""
        numbers = range(1, self.cleaned_data["count"] + 1)
        return {str(number): self.cleaned_data.get(self.home_key(number)) or "" for number in numbers}

    def _dealt(self) -> list[dict[str, Any]]:
        """Each team with its organisations."""
        given = self.cleaned_data
        skills = dict.fromkeys([*given["must"], *given["wish"]], 1)
        asked = {"seats": given["seats"], "least": given["least"], "skills": skills, "must": given["must"]}
        rows = default_teams(self.of, given["count"], **asked)
        wanted = {str(task.pk): given.get(self.key(task.pk)) for task in self.tasks}
        for row in rows:
            row["tasks"] = [pk for pk in row["tasks"] if not wanted[pk]]
        for pk, number in wanted.items():
            if number:
                rows[number - 1]["tasks"].append(pk)
        return rows

    def limits(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name] for name in ("unit_most", "former_most", "from_below", "seconds")
        }


class ChangeForm(forms.Form):
    """One change by hand. First its effect is told; `effect` brings the told answer back to be saved."""

    kind = forms.ChoiceField(
        label=_l("Change"),
        choices=[
            ("swap", _l("Change places with")),
            ("pin", _l("Put into the team")),
            ("lead", _l("Let lead the team")),
            ("shut", _l("Not into the team")),
            ("leave_out", _l("Into no team")),
        ],
    )
    person = forms.ChoiceField(label=_l("Person"))
    team = forms.ChoiceField(label=_l("Team"), required=False)
    other = forms.ChoiceField(label=_l("The other person"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    effect = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200_000)

    def __init__(self, *args: Any, sheet: Sheet, seated: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = sorted(sheet.talents.items(), key=lambda one: (seated.get(one[0], "~"), one[1].name))
        choices = [
            (key, f"{one.name}（{one.unit}，{sheet.names.get(seated.get(key, ''), _('no team'))}）")
            for key, one in people
        ]
        offer(self, "person", choices)
        offer(self, "other", [("", "—"), *choices])
        offer(self, "team", [("", "—"), *sheet.names.items()])
        self.fields["kind"].widget.attrs["data-chooses"] = ""
        self.fields["team"].widget.attrs["data-for"] = "pin lead shut"
        self.fields["other"].widget.attrs["data-for"] = "swap"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind")
        if kind in ("pin", "lead", "shut") and not given.get("team") and "team" not in self.errors:
            self.add_error("team", _("Choose the team."))
        alone = not given.get("other") or given.get("other") == given.get("person")
        if kind == "swap" and alone and "other" not in self.errors:
            self.add_error("other", _("Choose the person to change places with."))
        return given

    @property
    def change(self) -> Change:
        given = self.cleaned_data
        return Change(given["kind"], given["person"], given.get("team") or "", given.get("other") or "")

    def told_seats(self) -> Seats | None:
        """The answer that was told for exactly this change, if this is its confirmation."""
        if not self.cleaned_data.get("effect"):
            return None
        try:
            kept = signing.loads(self.cleaned_data["effect"], salt=SALT, max_age=3600)
        except signing.BadSignature:
            return None
        if kept["change"] != self._fixed():
            return None
        return tuple(Seat(team, person, leads) for team, person, leads in kept["seats"])

    def sealed(self, seats: Iterable[Seat]) -> str:
        """The told answer, to be carried by the page and known again."""
        rows = [[one.team, one.person, one.leads] for one in seats]
        return signing.dumps({"change": self._fixed(), "seats": rows}, salt=SALT, compress=True)

    def _fixed(self) -> list[Any]:
        change = self.change
        return [change.kind, change.person, change.team, change.other, self.cleaned_data["version"]]


class RulesForm(forms.Form):
    """One switch a rule, and the years where it looks back."""

    def __init__(self, *args: Any, rules: list[tuple[Rule, RuleSwitch]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [rule.code for rule, _switch in rules]
        self.groups = []
        for rule, switch in rules:
            names = [f"{rule.code}_on"]
            self.fields[names[0]] = forms.BooleanField(
                label=_("In use"), required=False, initial=switch.is_on, help_text=str(rule.source)
            )
            if rule.looks_back:
                names.append(f"{rule.code}_years")
                self.fields[names[1]] = forms.IntegerField(
                    label=_("Years it looks back"),
                    min_value=0,
                    max_value=60,
                    initial=switch.years if switch.years is not None else rule.years,
                    help_text=_("0: for ever."),
                )
            self.groups.append((str(rule.title), names))

    def switches(self) -> dict[str, dict[str, Any]]:
        given = self.cleaned_data
        return {
            code: {"is_on": given[f"{code}_on"], "years": given.get(f"{code}_years")} for code in self.codes
        }


class AskAgainForm(forms.Form):
    seconds = forms.IntegerField(label=_l("Time limit in seconds"), min_value=1, max_value=3600)
