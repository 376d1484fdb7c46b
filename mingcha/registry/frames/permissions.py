"""Who may change the dictionaries."""

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import headed_offices
from mingcha.registry.frames.models import RuleSet


def may_load(user: User) -> bool:
    """The standard dictionaries come with the system; those who keep the system load them."""
    return user.administration in (User.Administration.SYSTEM, User.Administration.SECURITY)


def heads(user: User, office: Body) -> bool:
    """The head of an office decides its own periods."""
    return office.pk in headed_offices(user)


def editing_office(user: User, rule_set: RuleSet) -> Body | None:
    """The office for which a person may make the next version of this rule set.

    An office's own set is edited by its head; the standard set of a level by any head of that level,
    for their own office only.
    """
    if not rule_set.is_current:
        return None
    headed = Body.objects.filter(pk__in=headed_offices(user), level=rule_set.level)
    if rule_set.office_id:
        headed = headed.filter(pk=rule_set.office_id)
    else:
        headed = headed.exclude(rule_sets__is_current=True)
    return headed.order_by("name").first()


def keeps_code_lists(user: User) -> bool:
    """Code lists are common to the installation, so the head of an office with none above it keeps them."""
    return Body.objects.filter(pk__in=headed_offices(user), parent__isnull=True).exists()
