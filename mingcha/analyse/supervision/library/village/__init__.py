"""Models on villages' collective money, assets and works."""

from typing import Any

FILES: tuple[Any, ...] = ()
