"""Finding the ledger and the selection an address names."""

from django.http import Http404

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import registry
from mingcha.foundation.ledgers.declaration import Ledger
from mingcha.foundation.ledgers.params import Params
from mingcha.foundation.ledgers.selection import Selection, Unknown
from mingcha.foundation.requests import SignedInRequest


def get_ledger(name: str, user: User) -> Ledger:
    """The ledger, if this person may open it; otherwise it does not exist."""
    ledger = registry.find(name)
    if ledger is None or not ledger.who(user):
        raise Http404
    return ledger


def get_selection(request: SignedInRequest, name: str) -> Selection:
    """What the address asks of the ledger; 404 where it names something this person may not see."""
    try:
        params = Params.parse(request.META.get("QUERY_STRING", ""))
        return Selection(get_ledger(name, request.user), params, request.user)
    except (Unknown, ValueError):
        raise Http404 from None


def selection_within(name: str, within: str, user: User) -> Selection:
    """The whole ledger, within one record where `within` names one this person may see."""
    try:
        params = Params((("within", within),)) if within else Params()
        return Selection(get_ledger(name, user), params, user)
    except Unknown:
        raise Http404 from None
