"""The lists of organisations, their people, and the divisions; the Excel import of organisations."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import (
    Cell,
    CellError,
    Choice,
    Column,
    Dates,
    Flag,
    Import,
    Ledger,
    Reference,
)
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import managed_offices
from mingcha.registry.organisations.actions import save_organisations
from mingcha.registry.organisations.models import Division, LeadingPerson, Organisation, Representative
from mingcha.registry.organisations.permissions import may_create, no_administrator

Row = dict[str, Any]
Context = dict[str, Any]


@dataclass
class Known:
    """What the rows of one import are compared with, read once."""

    user: User
    parents: dict[str, Organisation | None] = field(default_factory=dict)

    @classmethod
    def of(cls, context: Context) -> "Known":
        known: Known = context.setdefault("known", cls(context["user"]))
        return known

    @cached_property
    def offices(self) -> list[Body]:
        """The offices whose organisations the person keeps, highest first."""
        return list(Body.objects.offices().filter(pk__in=managed_offices(self.user)))

    @cached_property
    def divisions(self) -> dict[str, UUID]:
        return dict(Division.objects.values_list("code", "pk"))

    @cached_property
    def organisations(self) -> dict[str, list[Organisation]]:
        """The organisations kept already, by code."""
        found: dict[str, list[Organisation]] = {}
        for one in Organisation.objects.filter(office__in=self.offices):
            found.setdefault(one.code, []).append(one)
        return found

    def parent(self, code: str, office: Body) -> Organisation | None:
        """The organisation with this code, of the same office first; a later row may bring it."""
        same = self.organisations.get(code, [])
        return next((one for one in same if one.office_id == office.pk), same[0] if same else None)


def offices_of(context: Context) -> list[tuple[Body, str]]:
    return [(office, office.short_name) for office in Known.of(context).offices]


def resolve_row(row: Row, context: Context) -> Row:
    """A row with its office, division and superior. Raises CellError."""
    known = Known.of(context)
    row["office"] = _office(row, known)
    if code := row.get("division_code"):
        row["division"] = _division(code, known)
    if code := row.get("parent_code"):
        if code == row["code"]:
            raise CellError("parent_code", gettext("An organisation cannot be its own superior."))
        if parent := known.parent(code, row["office"]):
            row["parent"] = parent
    elif isinstance(context.get("within"), Organisation):
        row["parent"] = context["within"]
    _refuse_half_a_principal(row)
    return row


def _office(row: Row, known: Known) -> Body:
    if row.get("office"):
        office: Body = row["office"]
        return office
    if len(known.offices) == 1:
        return known.offices[0]
    raise CellError("office", gettext("You keep the organisations of several offices. Say which one."))


def _division(code: str, known: Known) -> UUID:
    """Codes of twelve digits end in zeros; the register has them without."""
    short = next((code[:size] for size in (2, 4, 6, 9) if not code[size:].strip("0")), code)
    if found := known.divisions.get(code) or known.divisions.get(short):
        return found
    raise CellError("division_code", gettext("There is no division with the code %(code)s.") % {"code": code})


def _refuse_half_a_principal(row: Row) -> None:
    if row.get("principal") and not row.get("principal_post"):
        raise CellError("principal_post", gettext("Say which post the principal holds."))
    if row.get("principal_post") and not row.get("principal"):
        raise CellError("principal", gettext("Say who holds the post."))
    if (since := row.get("principal_since")) and since > timezone.localdate():
        raise CellError("principal_since", gettext("A post cannot begin in the future."))


def existing_organisations(keys: list[tuple[Any, ...]], context: Context) -> dict[tuple[Any, ...], Any]:
    """The organisations there already, by code and office."""
    known, found = Known.of(context), {}
    for key in keys:
        office = key[1] if len(key) > 1 else known.offices[0]
        for one in known.organisations.get(key[0], []):
            if one.office_id == office.pk:
                found[key] = one
    return found


ORGANISATIONS = Ledger(
    name="organisations",
    model=Organisation,
    title=_("Organisations"),
    stage="registry",
    order=20,
    columns=[
        Column("code"),
        Column("name", link=True, wide=True),
        Column("short_name", hidden=True),
        Choice("sector"),
        Choice("level"),
        Reference("office"),
        Reference("parent"),
        Reference("division"),
        Column("phone", hidden=True),
        Flag("is_active"),
    ],
    search=("name", "short_name", "code"),
    sort="code",
    within={
        "organisations.Organisation": "parent_id",
        "organisations.Division": "division_id",
        "bodies.Body": "office_id",
    },
    select_related=("office", "parent", "division"),
    create=("organisations:create", may_create),
    importer=Import(
        cells=[
            Cell("code", required=True, key=True, example="A001"),
            Cell("name", required=True, example=_("Party group of the trial bureau")),
            Cell("short_name", example=_("Trial bureau")),
            Cell("sector", required=True),
            Cell("level", required=True),
            Cell("parent_code", label=_("Code of the superior"), help=_("It may come later in the file.")),
            Cell("division_code", label=_("Division code"), help=_("2, 4, 6, 9 or 12 digits.")),
            Cell("office", key=True, kind="choice", choices=offices_of, help=_("Short name of the office.")),
            Cell("phone"),
            Cell("principal", label=_("Principal")),
            Cell("principal_post", label=_("Principal's post")),
            Cell("principal_since", kind="date", label=_("Principal since")),
        ],
        resolve=resolve_row,
        save=save_organisations,
        existing=existing_organisations,
        who=may_create,
    ),
    who=no_administrator,
    empty=_("No organisations yet. Import them from Excel, or create the first one."),
)

LEADING_PERSONS = Ledger(
    name="leading_persons",
    model=LeadingPerson,
    title=_("Leading persons"),
    stage="registry",
    order=21,
    columns=[
        Column("name", link=True),
        Column("post", wide=True),
        Flag("is_principal"),
        Reference("organisation", wide=True),
        Choice("sector", path="organisation__sector", label=_("Sector")),
        Dates("since"),
        Dates("until"),
    ],
    search=("name", "post", "organisation__name"),
    sort="-since",
    within={"organisations.Organisation": "organisation_id"},
    select_related=("organisation",),
    who=no_administrator,
    empty=_("No leading persons yet. Appoint them on the organisation's page."),
)

REPRESENTATIVES = Ledger(
    name="representatives",
    model=Representative,
    title=_("Representatives"),
    stage="registry",
    order=22,
    nav=False,
    columns=[
        Column("user", path="user__full_name", label=_("Person"), link=True),
        Reference("organisation", wide=True),
        Dates("since"),
        Dates("until"),
    ],
    search=("user__full_name", "organisation__name"),
    sort="-since",
    within={"organisations.Organisation": "organisation_id"},
    select_related=("user", "organisation"),
    who=no_administrator,
    empty=_("No representatives yet. Without one, the organisation cannot answer here."),
)

DIVISIONS = Ledger(
    name="divisions",
    model=Division,
    title=_("Divisions"),
    stage="registry",
    order=30,
    columns=[
        Column("code"),
        Column("name", link=True, wide=True),
        Choice("level"),
        Reference("parent"),
    ],
    search=("name", "code"),
    sort="code",
    within={"organisations.Division": "parent_id"},
    select_related=("parent",),
    empty=_("The divisions are not loaded yet. The system administrator loads them."),
)
