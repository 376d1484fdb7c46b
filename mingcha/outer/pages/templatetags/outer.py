"""Tags of the public pages."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingcha.outer.pages.scripts import integrity

register = template.Library()


@register.simple_tag
def script(name: str) -> SafeString:
    """A script that the browser runs only if it is byte for byte the published one."""
    return format_html('<script src="{}" integrity="{}" defer></script>', static(name), integrity(name))
