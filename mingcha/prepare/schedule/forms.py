"""What the browser may send about proposals."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.schedule.actions.solving import LONGEST
from mingcha.prepare.schedule.models import Condition, Emphasis, PlannedRound, PlannedVisit, Proposal
from mingcha.prepare.schedule.queries.distances import COUNTY
from mingcha.prepare.schedule.queries.priorities import COMPONENTS, weights_of
from mingcha.prepare.schedule.queries.scope import inspected_in
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.terms.models import Term
from mingcha.registry.frames.models import Frame, RuleSet
from mingcha.registry.organisations.models import Division, Organisation

if TYPE_CHECKING:
    OfProposal = forms.ModelForm[Proposal]
    OfRound = forms.ModelForm[PlannedRound]
    OfCondition = forms.ModelForm[Condition]
    OfEmphasis = forms.ModelForm[Emphasis]
else:
    OfProposal = OfRound = OfCondition = OfEmphasis = forms.ModelForm

_ASKS = ["all_covered", "rest_days"]
_WEIGHTS = ["delay_weight", "travel_weight", "balance_weight", "change_weight"]


class ProposalForm(OfProposal):
    """A new proposal of a term."""

    class Meta:
        model = Proposal
        fields = ["name", "note", "made_from", *_ASKS, *_WEIGHTS]
        help_texts = {
            "made_from": _l("Takes its rounds, places and conditions; empty begins with the draft rounds.")
        }

    groups = [
        (_l("The proposal"), ["name", "made_from", "note"]),
        (_l("What must hold"), _ASKS),
        (_l("What things cost"), _WEIGHTS),
    ]

    def __init__(self, *args: Any, of: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = offer(self, "made_from", of.proposals.order_by("-number"))
        earlier.initial = of.proposals.exclude(status=Proposal.Status.DROPPED).order_by("-number").first()
        number = of.proposals.count() + 1
        self.fields["name"].initial = _("%(term)s schedule, version %(number)s") % {
            "term": of, "number": number
        }  # fmt: skip


class EditProposalForm(OfProposal):
    class Meta:
        model = Proposal
        fields = ["name", "note", *_ASKS, *_WEIGHTS]

    groups = [
        (_l("The proposal"), ["name", "note"]),
        (_l("What must hold"), _ASKS),
        (_l("What things cost"), _WEIGHTS),
    ]


class PlannedRoundForm(OfRound):
    """One planned round; where its teams come from only for those that cross."""

    homes = forms.MultipleChoiceField(
        label=_l("Where the teams come from"),
        required=False,
        help_text=_l("Dealt out to the teams in turn. Empty: all from the office's seat."),
    )

    class Meta:
        model = PlannedRound
        fields = [
            "name", "kind", "plan_from", "plan_to", "teams", "places", "crossing", "homes", "look_backs",
        ]  # fmt: skip

    groups = [
        (_l("The round"), ["name", "kind", "plan_from", "plan_to"]),
        (_l("Room"), ["teams", "places", "look_backs"]),
        (_l("Working across places"), ["crossing", "homes"]),
    ]

    def __init__(self, *args: Any, of: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "homes", areas_of(of))
        if self.instance.round_id:  # these are the round's own, and changed there
            for name in ("name", "kind", "plan_from", "plan_to"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("crossing") and len(given.get("homes") or []) == 1:
            self.add_error("homes", _("Teams that cross come from at least two places."))
        return given


def areas_of(proposal: Proposal) -> list[tuple[str, str]]:
    """The counties and districts its organisations are in, with those of the offices below."""
    codes = set(proposal.visits.values_list("organisation__division__code", flat=True))
    codes |= set(proposal.office.subordinates.values_list("division_code", flat=True))
    short = {code[:COUNTY] for code in codes if code}
    return list(Division.objects.filter(code__in=short).values_list("code", "name"))


class LayOutForm(forms.Form):
    """Several rounds one after the other."""

    first = forms.DateField(label=_l("The first begins on"))
    count = forms.IntegerField(label=_l("Number of rounds"), min_value=1, max_value=40, initial=6)
    days = forms.IntegerField(label=_l("Days each"), min_value=10, max_value=365, initial=90)
    pause = forms.IntegerField(label=_l("Days between"), min_value=0, max_value=730, initial=90)
    teams = forms.IntegerField(label=_l("Number of teams"), min_value=1, max_value=200, initial=4)
    places = forms.IntegerField(label=_l("Organisations for each team"), min_value=1, max_value=50, initial=2)

    def __init__(self, *args: Any, of: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = of.rounds.order_by("-plan_to").first()
        begins = last.plan_to + timedelta(days=60) if last else timezone.localdate() + timedelta(days=60)
        self.fields["first"].initial = begins


class VisitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        kind = f"（{obj.get_kind_display()}）" if obj.kind == PlannedVisit.Kind.LOOK_BACK else ""
        return f"{obj.organisation}{kind}"


class ConditionForm(OfCondition):
    """One condition. Which fields it needs hangs on its kind; the others stay empty."""

    visit = VisitField(PlannedVisit.objects.none(), label=_l("Organisation"), required=False)
    other = VisitField(PlannedVisit.objects.none(), label=_l("Other organisation"), required=False)

    class Meta:
        model = Condition
        fields = ["kind", "visit", "other", "planned_round", "day", "sector", "least", "most", "reason"]

    groups = [
        (_l("What must hold"), ["kind", "visit"]),
        (_l("In which round, when, with whom"), ["planned_round", "day", "other"]),
        (_l("How many of a sector"), ["sector", "least", "most"]),
        (_l("Why"), ["reason"]),
    ]
    _NEEDS = {
        "pinned": ("visit", "planned_round"),
        "forbidden": ("visit", "planned_round"),
        "not_before": ("visit", "day"),
        "not_after": ("visit", "day"),
        "together": ("visit", "other"),
        "apart": ("visit", "other"),
        "sector": ("planned_round", "sector", "least", "most"),
    }

    def __init__(self, *args: Any, of: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visits = of.visits.select_related("organisation").order_by("organisation__code")
        offer(self, "visit", visits)
        offer(self, "other", visits)
        offer(self, "planned_round", of.rounds.all())
        self.fields["kind"].widget.attrs["data-chooses"] = ""
        for name in ("visit", "other", "planned_round", "day", "sector", "least", "most"):
            kinds = [kind for kind, needed in self._NEEDS.items() if name in needed]
            self.fields[name].widget.attrs["data-for"] = " ".join(kinds)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        needed = self._NEEDS.get(given.get("kind", ""), ())
        for name in needed:
            if name not in self.errors and given.get(name) in (None, ""):
                self.add_error(name, _("This kind of condition needs it."))
        for name in ("visit", "other", "planned_round", "day", "sector", "least", "most"):
            if name not in needed and name in given:
                given[name] = "" if name == "sector" else None
        if given.get("visit") and given.get("visit") == given.get("other"):
            self.add_error("other", _("Choose another organisation than the first."))
        if (
            given.get("least") is not None
            and given.get("most") is not None
            and given["least"] > given["most"]
        ):
            self.add_error("most", _("At most cannot be less than at least."))
        return given


class SolveForm(forms.Form):
    """How long to search."""

    seconds = forms.IntegerField(
        label=_l("Time limit (seconds)"),
        min_value=5,
        max_value=LONGEST,
        initial=60,
        help_text=_l("The best found until then is kept, with how far it can be from the best there is."),
        widget=forms.NumberInput({"class": "input"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MoveVisitForm(forms.Form):
    """Where to put an organisation, and whether it is to stay there.

    Another round chosen shows at once what that move would do (`#effect` of the same page).
    """

    to = forms.ModelChoiceField(
        PlannedRound.objects.none(), label=_l("planned round"), required=False, empty_label=_l("Not placed")
    )
    pin = forms.BooleanField(
        label=_l("Keep it there when the schedule is worked out again"), required=False, initial=True
    )
    reason = forms.CharField(label=_l("Reason"), max_length=300, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, of: PlannedVisit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", of.proposal.rounds.all()).widget.attrs |= {
            "hx-get": reverse("schedule:move", args=[of.pk]),
            "hx-target": "#effect",
            "hx-select": "#effect",
            "hx-swap": "outerHTML",
        }


class LookBackForm(forms.Form):
    """Organisations to look back on, and by when."""

    organisations = forms.ModelMultipleChoiceField(Organisation.objects.none(), label=_l("Organisations"))
    due = forms.DateField(label=_l("To begin by"))
    reason = forms.CharField(label=_l("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, of: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = of.visits.filter(kind=PlannedVisit.Kind.LOOK_BACK).values("organisation")
        offer(self, "organisations", inspected_in(of.term).exclude(pk__in=taken).order_by("code"))
        self.fields["due"].initial = of.term.ends_on


class CarryOutForm(forms.Form):
    """Which standards the round to be drafted keeps."""

    frame = forms.ModelChoiceField(Frame.objects.none(), label=_l("Frame of supervision"))
    rule_set = forms.ModelChoiceField(RuleSet.objects.none(), label=_l("Rule set"))

    def __init__(self, *args: Any, of: Proposal, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        frames = Frame.objects.filter(level=of.office.level, is_current=True)
        rules = RuleSet.objects.visible_to(user).filter(level=of.office.level, is_current=True)
        offer(self, "frame", frames).initial = frames.first()
        offer(self, "rule_set", rules).initial = rules.first()


class WeightsForm(forms.Form):
    """How much each thing counts, and at which value in full."""

    reason = forms.CharField(label=_l("Reason"), max_length=300)

    def __init__(self, *args: Any, of: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = weights_of(of)
        for one in COMPONENTS:
            self.fields[f"weight_{one.name}"] = forms.IntegerField(
                label=_("%(title)s: weight") % {"title": one.title},
                min_value=0, max_value=100, initial=now.weights[one.name], help_text=one.rule,
            )  # fmt: skip
            self.fields[f"full_{one.name}"] = forms.IntegerField(
                label=_("%(title)s: counts in full at") % {"title": one.title},
                min_value=1, max_value=10_000, initial=now.full_at[one.name],
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(self.weights.values()):
            raise forms.ValidationError(_("At least one thing must count."))
        return given

    @property
    def weights(self) -> dict[str, int]:
        return {one.name: self.cleaned_data[f"weight_{one.name}"] for one in COMPONENTS}

    @property
    def full_at(self) -> dict[str, int]:
        return {one.name: self.cleaned_data[f"full_{one.name}"] for one in COMPONENTS}


class EmphasisForm(OfEmphasis):
    """How concentrated power is in one organisation."""

    class Meta:
        model = Emphasis
        fields = ["organisation", "points", "reason"]

    def __init__(self, *args: Any, of: Term, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(office_id=of.office_id, is_active=True)
        offer(self, "organisation", own.exclude(pk__in=rights_of(user).recused_organisations))
