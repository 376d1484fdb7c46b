"""What the worker does for field editions: packing one."""

from django.utils.translation import gettext as _

from mingcha.conduct.field import actions
from mingcha.conduct.field.models import Edition
from mingcha.foundation.jobs.registry import Running, task

PACK = "field_pack"


@task(PACK)
def pack(job: Running, *, edition: str) -> None:
    found = Edition.objects.select_related("inspection", "channel").get(pk=edition)
    packed = actions.pack_edition(found, by=job.by, progress=job.progress)
    size = f"{packed.stat().st_size / 1e6:,.1f}"
    told = _("The field edition is packed (%(size)s MB). Take it from its page to the laptop.")
    job.result(message=told % {"size": size}, url=found.get_absolute_url())
