"""The lists of frames, classes of issues, code lists and rule sets."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ledgers import Choice, Column, Dates, Flag, Ledger, Number, Reference
from mingcha.foundation.words import listed
from mingcha.registry.frames.models import CodeList, Discipline, Frame, IssueClass, RuleSet


def disciplines(issue_class: IssueClass) -> str:
    """The names of the disciplines a class touches."""
    return listed(str(Discipline(code).label) for code in issue_class.disciplines)


FRAMES = Ledger(
    name="frames",
    model=Frame,
    title=_("Content frames"),
    stage="registry",
    order=40,
    columns=[
        Column("name", link=True, wide=True),
        Column("version"),
        Choice("level"),
        Flag("is_current"),
        Column("basis", wide=True, hidden=True, sortable=False),
    ],
    search=("name", "version"),
    sort="level",
    empty=_("The standard frames are not loaded yet."),
)

ISSUE_CLASSES = Ledger(
    name="issue_classes",
    model=IssueClass,
    title=_("Classes of issues"),
    stage="registry",
    order=41,
    columns=[
        Column("code", path="path", label=_("Order"), hidden=True),
        Column("name", path=str, label=_("Class of issues"), wide=True, sortable=False),
        Reference("parent"),
        Column("disciplines", path=disciplines, sortable=False),
        Column("version"),
        Flag("is_current"),
    ],
    search=("name", "code"),
    sort="code",
    select_related=("parent",),
    empty=_("The standard taxonomy is not loaded yet."),
)

RULE_SETS = Ledger(
    name="rule_sets",
    model=RuleSet,
    title=_("Rule sets"),
    stage="registry",
    order=42,
    columns=[
        Column("name", link=True, wide=True),
        Choice("level"),
        Number("version"),
        Reference("office"),
        Flag("is_current"),
        Column("note", wide=True, sortable=False),
        Dates("created_at"),
    ],
    search=("name", "note"),
    sort="level",
    within={"bodies.Body": "office_id"},
    select_related=("office",),
    empty=_("The standard rule sets are not loaded yet."),
)

CODE_LISTS = Ledger(
    name="code_lists",
    model=CodeList,
    title=_("Code lists"),
    stage="registry",
    order=43,
    columns=[
        Column("name", link=True, wide=True),
        Column("code"),
        Number("value_count", path="value_count", label=_("Values"), sortable=False),
    ],
    search=("name", "code"),
    sort="name",
    annotate={"value_count": Count("values")},
    empty=_("The standard code lists are not loaded yet."),
)
