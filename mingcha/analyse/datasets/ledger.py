"""Data sets and their versions as lists."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.datasets.models import Dataset, Version
from mingcha.analyse.datasets.permissions import sees_datasets
from mingcha.analyse.datasets.queries import contract_choices, newest
from mingcha.foundation.ledgers import Choice, Column, Dates, Flag, Ledger, Number, Reference


def time_left(dataset: Dataset) -> str:
    """Until the data must be destroyed, in words."""
    if not dataset.is_open:
        return ""
    days = dataset.days_left
    if days < 0:
        return _("overdue by %(days)s days") % {"days": -days}
    return _("%(days)s days left") % {"days": days}


DATASETS = Ledger(
    name="datasets",
    model=Dataset,
    title=_l("Data sets"),
    stage="analyse",
    order=10,
    columns=[
        Column("title", link=True, wide=True),
        Choice("contract", choices=contract_choices),
        Column("department"),
        Choice("status"),
        Number("versions", path="newest_number", label=_l("Versions")),
        Number("rows", path="newest_rows", label=_l("Rows")),
        Number("aside", path="newest_aside", label=_l("Set aside"), hidden=True),
        Dates("loaded_at", path="newest_at", label=_l("Last loaded")),
        Dates("keep_until"),
        Column("left", path=time_left, label=_l("Time left")),
        Choice("marking", hidden=True),
        Flag("encrypted", hidden=True),
        Column("letter_number", hidden=True),
        Dates("letter_on", hidden=True),
        Reference("office", hidden=True),
        Dates("destroyed_on", hidden=True),
    ],
    search=("title", "department", "letter_number", "purpose"),
    sort="-created_at",
    within={"rounds.Round": "grants__round"},
    annotate={
        "newest_number": newest("number"),
        "newest_rows": newest("rows"),
        "newest_aside": newest("set_aside"),
        "newest_at": newest("created_at"),
    },
    create=("datasets:create", sees_datasets),
    who=sees_datasets,
    empty=_l("No data sets yet. Register one from a data contract, then load the table you were given."),
)
VERSIONS = Ledger(
    name="dataset_versions",
    model=Version,
    title=_l("Versions of data sets"),
    stage="analyse",
    nav=False,
    columns=[
        Reference("dataset"),
        Number("number", link=True),
        Choice("source_kind", hidden=True),
        Column("file_name", wide=True),
        Number("rows"),
        Number("set_aside"),
        Number("marked"),
        Reference("loaded_by", sortable=False),
        Dates("created_at", label=_l("Loaded at")),
        Dates("destroyed_at", hidden=True),
        Column("source_digest", hidden=True),
    ],
    search=("file_name", "source_digest"),
    sort="-created_at",
    within={"datasets.Dataset": "dataset_id"},
    select_related=("dataset", "loaded_by"),
    who=sees_datasets,
    empty=_l("Nothing has been loaded yet."),
)
