from typing import Any

import pytest

from mingcha.foundation.refusals import NotNow
from mingcha.foundation.sealed import seal, unseal


def test_a_sealed_text_opens_for_its_own_record_only() -> None:
    sealed = seal("测试甲", about="record-1")
    assert "测试甲".encode() not in sealed
    assert unseal(sealed, about="record-1") == "测试甲"
    with pytest.raises(NotNow):
        unseal(sealed, about="record-2")


def test_a_changed_bit_is_noticed() -> None:
    sealed = bytearray(seal("测试甲", about=1))
    sealed[-1] ^= 1
    with pytest.raises(NotNow):
        unseal(bytes(sealed), about=1)


def test_another_key_does_not_open_it(settings: Any) -> None:
    sealed = seal("测试甲", about=1)
    settings.FIELD_KEY = "00" * 32
    with pytest.raises(NotNow):
        unseal(sealed, about=1)


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert seal("测试甲", about=1) != seal("测试甲", about=1)
