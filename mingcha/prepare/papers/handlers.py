"""The standard templates come with the standard dictionaries; the trail's own words."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ui.timeline import sentences
from mingcha.prepare.papers.actions import load_templates
from mingcha.registry.frames.signals import loading

sentences.update({"template.publish": _l("published the template")})


@receiver(loading, dispatch_uid="standard_templates")
def standard_templates(sender: Any, **given: Any) -> dict[str, int]:
    return {"templates": load_templates()}
