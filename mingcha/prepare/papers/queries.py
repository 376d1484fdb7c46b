"""Reads over templates: what is wrong with the places in a text, and the text with its places filled."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.prepare.papers.models import PLACE, OfficeVersion
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body


def publishing_office(found: OfficeVersion, user: User) -> Body | None:
    """The office whose head this is and that may publish the next version after this one."""
    headed = rights_of(user).headed_offices
    if not found.is_current or (found.office_id and found.office_id not in headed):
        return None
    offices = Body.objects.filter(pk__in=[found.office_id] if found.office_id else headed)
    if found.office_id is None:
        own = type(found)._default_manager.filter(office__in=headed, **found.series)
        offices = offices.exclude(pk__in=own.values("office_id"))
    return offices.first()


def fault_in(text: str, places: Iterable[str]) -> str | None:
    """The first place that nothing fills, or the brace that does not close, as a sentence."""
    known = set(places)
    for name in PLACE.findall(text):
        if name not in known:
            facts = {"name": name, "known": "".join(f"{{{one}}}" for one in places)}
            return _("Nothing fills {%(name)s}. These can be filled here: %(known)s.") % facts
    if brace := next((one for one in PLACE.sub("", text) if one in "{}"), None):
        return _("A brace “%(brace)s” stands alone. Close it, or take it out.") % {"brace": brace}
    return None


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with every place filled."""
    return PLACE.sub(lambda found: facts[found[1]], text)
