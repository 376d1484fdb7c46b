"""What the browser may send about data sets and loads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.loading.asides import aside_heads
from mingcha.analyse.datasets.loading.mapping import ROW_NUMBER, Look, faults_of, may_be_numbered
from mingcha.analyse.datasets.models import Dataset, Load
from mingcha.analyse.datasets.queries import (
    contract_choices,
    newest_version,
    offices_for,
    rounds_for,
    rounds_to_grant,
)
from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.models import Marking
from mingcha.foundation.ledgers.sheets import letters
from mingcha.foundation.ui.choices import offer
from mingcha.foundation.ui.moves import RecordForm
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Body

if TYPE_CHECKING:
    OfDataset = forms.ModelForm[Dataset]
else:
    OfDataset = forms.ModelForm

_COLUMN = "column_"


class FactsForm(OfDataset):
    """What may be corrected later: where the data came from and for what."""

    class Meta:
        model = Dataset
        fields = ("title", "department", "letter_number", "letter_on", "purpose")

    def clean_letter_on(self) -> Any:
        on = self.cleaned_data["letter_on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("The letter cannot be of a day to come."))
        return on


class DatasetForm(FactsForm):
    """A new data set: its contract, whose it is, on what ground it was asked for, how long it is kept."""

    contract = forms.ChoiceField(label=_l("Data contract"))
    in_round = forms.ModelChoiceField(
        Round.objects.none(),
        label=_l("For the round"),
        required=False,
        help_text=_l("Its teams may use the data while they are authorised."),
    )
    office = forms.ModelChoiceField(Body.objects.none(), label=_l("Office"), required=False)

    class Meta(FactsForm.Meta):
        fields = (*FactsForm.Meta.fields, "contract", "marking", "encrypted", "keep_until")  # type: ignore[assignment]

    def __init__(
        self, *args: Any, user: User, contract: str = "", in_round: Round | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "contract", [("", "—"), *contract_choices()])
        offer(self, "in_round", rounds_for(user))
        self.fields["in_round"].initial = in_round
        offices = list(offices_for(user))
        offer(self, "office", offices_for(user))
        self.fields["in_round"].required = not offices
        self.sole_office = offices[0] if len(offices) == 1 else None
        whose = ("in_round", "office") if len(offices) > 1 else ("in_round",)
        if len(offices) < 2:
            del self.fields["office"]
        self.groups = [
            (_("Which data"), ("contract", "title", *whose)),
            (_("Where from and what for"), ("department", "letter_number", "letter_on", "purpose")),
            (_("Protection"), ("marking", "encrypted", "keep_until")),
        ]
        self._suggest(contract, in_round)

    def _suggest(self, contract: str, in_round: Round | None) -> None:
        """What the contract says: its source, its purpose, how long after the round it may be kept."""
        chosen = CONTRACTS.get(contract)
        begin = max(in_round.plan_to, timezone.localdate()) if in_round else timezone.localdate()
        keep = chosen.keep_days if chosen else 90
        self.initial.setdefault("keep_until", begin + timedelta(days=keep))
        if chosen:
            self.initial.update(contract=contract, title=str(chosen), purpose=str(chosen.purpose))
            self.initial.update(encrypted=chosen.is_personal, department=str(chosen.source)[:120])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given.setdefault("office", self.sole_office)
        if given.get("marking") == Marking.WORK_SECRET:
            given["encrypted"] = True
        keep = given.get("keep_until")
        if keep and keep < timezone.localdate():
            self.add_error("keep_until", _("The day until which it is kept has passed already."))
        return given


class GrantForm(forms.Form):
    """The round whose teams may use it."""

    in_round = forms.ModelChoiceField(Round.objects.none(), label=_l("Round"))

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "in_round", rounds_to_grant(dataset))


class ExtendForm(forms.Form):
    """A later day of destruction, and why."""

    until = forms.DateField(label=_l("Keep until"))
    reason = forms.CharField(label=_l("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))


class DestroyForm(RecordForm):
    """Who stood by, and why it is destroyed."""

    witness = forms.CharField(
        label=_l("Witness"), max_length=60, help_text=_l("Who stood by while the data were destroyed.")
    )
    reason = forms.CharField(
        label=_l("Reason for the destruction"), max_length=300, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.days_left < 0:
            self.fields["reason"].initial = _("The time for which it might be kept is over.")


class BringForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_l("File"),
        allow_empty_file=True,
        help_text=_l("Excel (.xlsx), text (.csv or .txt, UTF-8 or GB 18030) or Parquet; at most 200 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv,.parquet"}),
    )


class QueryForm(forms.Form):
    """Another database, asked once."""

    url = forms.CharField(
        label=_l("Address of the database"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_l("postgresql://account:password@host:5432/database. It is used once and kept nowhere."),
    )
    query = forms.CharField(
        label=_l("Query"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 6, "class": "mono"}),
        help_text=_l("One SELECT. It runs in a read-only transaction for at most two minutes."),
    )


class LookForm(forms.Form):
    """Which sheet, and in which of its first rows the headings stand."""

    sheet = forms.ChoiceField(label=_l("Sheet"), required=False)
    header = forms.IntegerField(label=_l("Row of the headings"), min_value=1, max_value=15, required=False)

    def __init__(self, *args: Any, load: Load, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sheet", [(name, name) for name in load.sheets])
        self.initial = {"sheet": load.sheet, "header": load.header}
        if len(load.sheets) < 2:
            self.fields["sheet"].widget = forms.HiddenInput()


class MappingForm(forms.Form):
    """For each column of the contract one of the file, or none."""

    damaged = forms.ChoiceField(
        label=_l("Identity numbers and credit codes that fail their check"),
        choices=[("aside", _l("set the row aside")), ("keep", _l("keep the row, with a mark"))],
        initial="aside",
        widget=forms.RadioSelect,
    )

    adds = forms.ChoiceField(label=_l("These rows are"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, load: Load, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.load, self.contract = load, CONTRACTS[load.dataset.contract]
        choices = [("", _("— not in the file —"))]
        choices += [
            (str(at), f"{letters(at + 1)} · {heading or _('(no heading)')}")
            for at, heading in enumerate(load.headings)
        ]
        numbered = (str(ROW_NUMBER), _("— the number of the row —"))
        for column in self.contract.columns:
            offered = [*choices, numbered] if may_be_numbered(self.contract, column) else choices
            field = forms.ChoiceField(label=str(column), choices=offered, required=False)
            at = load.plan["columns"].get(column.name)
            field.initial = "" if at is None else str(at)
            self.fields[_COLUMN + column.name] = field
        self.fields["damaged"].initial = "keep" if load.plan.get("keep_damaged") else "aside"
        self._offer_to_add()

    def _offer_to_add(self) -> None:
        """Where there is a version: to it, or instead of it. What was set aside and mended is added."""
        newest, load = newest_version(self.load.dataset), self.load
        if newest is None:
            del self.fields["adds"]
            return
        counts = {"number": newest.number, "rows": f"{newest.rows:,}"}
        whole = _("the whole table: the next version holds only them")
        more = _("more rows: they are added to the %(rows)s of version %(number)s") % counts
        offer(self, "adds", [("whole", whole), ("more", more)])
        mended = load.headings[:3] == aside_heads()
        self.fields["adds"].initial = "more" if load.plan.get("adds_to") or mended else "whole"

    def lines(self) -> list[Any]:
        """The fields of the columns with the columns themselves, for the table on the page."""
        return [(self[_COLUMN + column.name], column) for column in self.contract.columns]

    @property
    def columns(self) -> dict[str, int | None]:
        given = {name: self.cleaned_data.get(_COLUMN + name) for name in self.contract.by_name}
        return {name: int(at) if at else None for name, at in given.items()}

    @property
    def keep_damaged(self) -> bool:
        return bool(self.cleaned_data["damaged"] == "keep")

    @property
    def adds_rows(self) -> bool:
        return bool(self.cleaned_data.get("adds") == "more")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        look = Look(self.load.header, self.load.headings)
        for name, fault in faults_of(self.contract, look, self.columns).items():
            self.add_error(_COLUMN + name, fault)
        return given


MOVE_FORMS: dict[str, type[forms.BaseForm]] = {"destroy": DestroyForm}
