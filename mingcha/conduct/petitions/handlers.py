"""What petitions tell of organisations when their priority is weighed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from mingcha.conduct.petitions.models import Petition
from mingcha.prepare.schedule.signals import Told, counted, weighing


@receiver(weighing, dispatch_uid="petitions_about_organisations")
def petitions_about_organisations(sender: Any, organisations: Sequence[UUID], **given: Any) -> Told:
    """Numbers only: who may read petitions is asked where they are opened."""
    rows = Petition.objects.filter(organisation__in=organisations)
    return counted("petitions", rows, "organisation_id", "petitions")
