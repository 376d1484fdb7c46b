"""What of an inspection a team writes in the office and on its laptop: the records of its activities."""

from mingcha.conduct.inspections.models import Activity
from mingcha.foundation.exchange.sharing import Shared

ACTIVITIES = Shared(
    "field.activity",
    Activity,
    rows=lambda channel: Activity.objects.filter(inspection=channel.inspection),
    order=50,
    links=("inspectors",),
    numbered=[("inspection_id", "kind", "number")],
    together=[("sent", "returned", "valid")],
)
KINDS = [ACTIVITIES.kind]
