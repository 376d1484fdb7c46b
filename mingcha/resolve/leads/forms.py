"""What people fill in about leads."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body
from mingcha.resolve.leads.actions import RECEIVING_KINDS
from mingcha.resolve.leads.models import Lead, LeadResult

if TYPE_CHECKING:
    OfLead = forms.ModelForm[Lead]
    OfLeads = forms.ModelMultipleChoiceField[Lead]
    OfLeadResult = forms.ModelForm[LeadResult]
else:
    OfLead = OfLeadResult = forms.ModelForm
    OfLeads = forms.ModelMultipleChoiceField


_FIELDS = (
    "post",
    "rank",
    "manager_level",
    "persons",
    "discipline",
    "category",
    "source",
    "summary",
    "amount",
    "finding",
    "petition",
    "target",
)


class LeadForm(OfLead):
    """A lead as the team proposes it. The person's name is stored sealed."""

    person = forms.CharField(
        label=_("Person it is about"), max_length=60, help_text=_("Kept sealed; every look at it is noted.")
    )

    class Meta:
        model = Lead
        fields = _FIELDS

    field_order = ("inspection", "person", *_FIELDS)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = rights_of(user).inspections
        offer(self, "finding", Finding.objects.filter(inspection_id__in=mine))
        offer(self, "petition", Petition.objects.filter(inspection_id__in=mine))


class ProposeForm(LeadForm):
    """The same, and the inspection it comes from."""

    inspection = forms.ModelChoiceField(label=_("Inspection"), queryset=Inspection.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        mine = Inspection.objects.filter(pk__in=rights_of(user).inspections)
        offer(self, "inspection", mine.select_related("round", "organisation"))


class LeadsField(OfLeads):
    """Leads to tick, each with its organisation; never with the person."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.organisation}"


class TransferForm(forms.Form):
    """A letter: from which office, to whom, with which approved leads."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Body.objects.none())
    to_body = forms.ModelChoiceField(label=_("Addressed to"), queryset=Body.objects.none())
    leads = LeadsField(
        label=_("Leads"),
        queryset=Lead.objects.none(),
        help_text=_("Approved leads that are on no letter yet."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = rights_of(user).own_offices
        offices = Body.objects.filter(pk__in=own)
        waiting = Lead.objects.visible_to(user).filter(office_id__in=own, status=Lead.Status.APPROVED)
        waiting = waiting.filter(transfer=None)
        bodies = Body.objects.filter(kind__in=RECEIVING_KINDS, is_active=True)
        offer(self, "office", offices)
        self.fields["office"].initial = offices.first()
        offer(self, "to_body", bodies)
        if not waiting.exists():
            self.fields["leads"].help_text = _(
                "No lead waits for a letter: none is approved and on no letter."
            )
        offer(self, "leads", waiting.select_related("organisation"))


class ResultForm(OfLeadResult):
    class Meta:
        model = LeadResult
        fields = (
            "reported_on",
            "filed_cases",
            "filed_persons",
            "form1",
            "form2",
            "form3",
            "form4",
            "sanctioned_persons",
            "handled_persons",
            "to_courts_persons",
            "recovered",
            "text",
        )
        widgets = {"reported_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
