"""What matchings hear: that a data set is destroyed."""

from typing import Any

from django.dispatch import receiver

from mingcha.analyse.datasets.models import Dataset
from mingcha.analyse.datasets.signals import destroying
from mingcha.analyse.matching import actions
from mingcha.foundation.accounts.models import User


@receiver(destroying)
def wipe_pairs(sender: Any, dataset: Dataset, by: User, **more: Any) -> None:
    actions.wipe_pairs(dataset, by=by)
