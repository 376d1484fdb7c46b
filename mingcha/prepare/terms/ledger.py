"""The lists of terms and of the organisations in scope."""

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ledgers import Choice, Column, Dates, Flag, Ledger, Number, Reference
from mingcha.prepare.terms.models import ScopeEntry, Term
from mingcha.prepare.terms.permissions import may_create_any, sees_coverage
from mingcha.prepare.terms.queries import counted_tasks

TERMS = Ledger(
    name="terms",
    model=Term,
    title=_l("Terms"),
    stage="prepare",
    order=10,
    columns=[
        Column("name", link=True, wide=True),
        Reference("office"),
        Number("number"),
        Choice("status"),
        Dates("starts_on"),
        Dates("ends_on"),
    ],
    search=("name",),
    sort="-starts_on",
    within={"bodies.Body": "office_id"},
    select_related=("office",),
    create=("terms:create", may_create_any),
    who=sees_coverage,
    empty=_l("No terms yet. The office creates the term and takes its scope."),
)

SCOPE = Ledger(
    name="scope",
    model=ScopeEntry,
    title=_l("Organisations in scope"),
    stage="prepare",
    order=12,
    nav=False,
    columns=[
        Reference("organisation", link=True, wide=True),
        Choice("sector"),
        Choice("level"),
        Flag("entered", label=_l("Entered (formal coverage)")),
        Flag("concluded", label=_l("Fed back (effective coverage)")),
        Reference("term", path="snapshot__term", label=_l("Term"), hidden=True),
        Dates("taken_on", path="snapshot__taken_on", label=_l("As of"), hidden=True),
    ],
    search=("organisation__name", "organisation__code"),
    sort="sector",
    within={
        "terms.ScopeSnapshot": "snapshot_id",
        "terms.Term": "snapshot__term_id",
        "organisations.Organisation": "organisation_id",
    },
    select_related=("organisation", "snapshot__term"),
    annotate={
        "entered": Exists(counted_tasks().filter(entered_on__isnull=False)),
        "concluded": Exists(counted_tasks().filter(concluded_on__isnull=False)),
    },
    who=sees_coverage,
    empty=_l("The scope of the term has not been taken yet."),
)
