"""The receipt: ninety-six bits that a person can copy, with mistakes noticed."""

from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from mingcha.foundation.refusals import Invalid
from mingcha.foundation.sealing import receipts

SALT = b"0123456789abcdef"


def test_there_are_4096_words_that_cannot_be_taken_for_each_other() -> None:
    assert len(set(receipts.FIRST)) == len(set(receipts.SECOND)) == 64
    assert not set(receipts.FIRST) & set(receipts.SECOND)
    for characters in (receipts.FIRST, receipts.SECOND):
        assert len(set(lazy_pinyin(list(characters)))) == 64
    made = {receipts.word(number) for number in range(4096)}
    assert len(made) == 4096


@given(st.binary(min_size=12, max_size=12), st.sampled_from([" ", "", "\n", "，", " 3. "]))
def test_what_was_written_down_is_understood_however_it_is_spaced(receipt: bytes, between: str) -> None:
    assert receipts.parse(between.join(receipts.words(receipt))) == receipt


def test_a_receipt_holds_96_random_bits() -> None:
    made = {receipts.new() for _one in range(100)}
    assert len(made) == 100
    assert all(len(one) * 8 == 96 for one in made)


@settings(max_examples=60)
@given(st.binary(min_size=12, max_size=12), st.integers(0, 7))
def test_two_words_in_the_wrong_order_are_nearly_always_noticed(receipt: bytes, place: int) -> None:
    words = receipts.words(receipt)
    words[place], words[place + 1] = words[place + 1], words[place]
    if words == receipts.words(receipt):
        return
    with suppress(Invalid):  # all but one in 4,096
        assert receipts.parse(" ".join(words)) != receipt


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has 9 words; these are 0"),
        ("红松 红松", "has 9 words; these are 2"),
        ("红松 黑暗", "Word 2, “黑暗”, is not"),
        ("红松 红", "Word 2, “红”, is not"),
        ("红松 " * 8 + "旧尺", "do not belong together"),
    ],
)
def test_a_mistake_is_told_where_it_is(text: str, says: str) -> None:
    with translation.override("en"), pytest.raises(Invalid, match=says):
        receipts.parse(text)


def test_the_same_receipt_gives_the_same_keys_at_one_site_and_others_elsewhere() -> None:
    receipt = bytes(range(12))
    one, again, elsewhere = (receipts.derive(receipt, salt=salt) for salt in (SALT, SALT, SALT[::-1]))
    assert one == again
    assert elsewhere.lookup != one.lookup
    assert one.lookup.hex() == "f2515ae1e54e61977e7c68968c70782ec6850a7e4a0d1d68ae1998c79cbec4e7"
    assert one.box.public.hex() == "b001c097de7fcb32d2738a60c60eded30d382b95cd21f2ee427539f6c08a1240"
    assert one.sign.public.hex() == "422112ecb302a3d5a120da2f033f8bdea895c0dccd797a50fbdcb010c12d3fcf"
