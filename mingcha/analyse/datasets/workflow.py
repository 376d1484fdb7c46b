"""The life of a data set: in use until it is destroyed, which leaves nothing but the record of it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.datasets import store
from mingcha.analyse.datasets.models import Dataset
from mingcha.analyse.datasets.permissions import heads
from mingcha.analyse.datasets.signals import destroying
from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow

OPEN, DESTROYED = Dataset.Status
RETENTION = "retention"


def _destroy(dataset: Dataset, by: User, given: dict[str, Any]) -> None:
    """Rows, profiles and places of faults go; counts, digests and lineage stay. Files go on commit."""
    if not dataset.witness.strip():
        raise Invalid(_("Name the witness of the destruction."))
    if given["on"] != timezone.localdate():
        raise Invalid(_("The rows are destroyed now, so the day is today."))
    destroying.send(sender=Dataset, dataset=dataset, by=by)
    dataset.destroyed_on, dataset.destroyed_by = given["on"], by
    versions, loads = list(dataset.versions.kept()), list(dataset.loads.all())
    places = [one.place for one in versions]
    for load in loads:
        places += [load.incoming, load.place]
        load.delete()
    for version in versions:
        version.report = {name: count for name, count in version.report.items() if name != "places"}
        version.profile, version.destroyed_at = [], timezone.now()
        version.save(update_fields=["report", "profile", "destroyed_at"])
    clocks.meet(dataset, RETENTION, given["on"])
    transaction.on_commit(lambda: store.forget(*places))


WORKFLOW = Workflow(
    "dataset",
    Dataset,
    [
        Move(
            "destroy",
            frozenset({OPEN}),
            DESTROYED,
            heads,
            label=_l("Destroy"),
            fields=("witness", "reason"),
            then=_destroy,
            tone="danger",
        )
    ],
)
