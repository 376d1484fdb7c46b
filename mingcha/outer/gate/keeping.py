"""Keys for what a phone keeps over a reload of the page.

The phone keeps a token and sealed pieces, the site keeps neither: it derives the key from the token, until
the token's hour is over. `DRAFT_KEY` is made when the site starts and stands on no disk.
"""

import hashlib
import hmac
import re
import secrets
import time

from django.conf import settings
from django.utils.translation import gettext as _

from mingcha.foundation.refusals import NotNow

LIFETIME = 60  # minutes
_TOKEN = re.compile(r"(\d{1,12})\.[0-9a-f]{32}")


def fresh() -> dict[str, str]:
    """A token to lie beside the pieces, and the key to lock them with: 32 bytes in hexadecimal."""
    token = f"{_now() + LIFETIME}.{secrets.token_hex(16)}"
    return {"token": token, "key": _key(token)}


def key_for(token: object) -> str:
    """The key of a token whose time is not over. Raises NotNow."""
    found = _TOKEN.fullmatch(str(token))
    if not found or not _now() <= int(found[1]) <= _now() + LIFETIME:
        raise NotNow(_("What this page kept can no longer be unlocked."))
    return _key(found[0])


def _now() -> int:
    return int(time.time()) // 60


def _key(token: str) -> str:
    return hmac.new(settings.DRAFT_KEY, token.encode(), hashlib.sha256).hexdigest()
