"""What every public page shows: the other language's address of the same page.

None where the page answers what was sent, such as a receipt: its address alone would not show that again.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

_ENGLISH = "/en"


def site(request: HttpRequest) -> dict[str, Any]:
    english = get_language() == "en"
    path = request.path
    other = (path.removeprefix(_ENGLISH) or "/") if english else _ENGLISH + path
    return {"english": english, "other_language": other if request.method in ("GET", "HEAD") else ""}
