"""What templates need beyond Django's own tags."""

from django import template

from mingcha.foundation.ui.tones import tone_of

register = template.Library()


@register.filter
def tone(status: object) -> str:
    """The tone of a status code: neutral, info, notice, good or danger."""
    return tone_of(str(status))
