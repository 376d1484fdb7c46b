"""Shamir's shares and locks of passphrases: known answers, and that too few say nothing."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.foundation.sealing.passphrases import WrongPassphrase, lock, unlock
from mingcha.foundation.sealing.shares import combine, inverse, multiply, split


def test_the_field_is_that_of_fips_197() -> None:
    # FIPS 197: 4.2 ({57}·{83} = {c1}), 4.2.1 ({57}·{13} = {fe}), the inverse used in 5.1.1 ({53}⁻¹ = {ca}).
    assert multiply(0x57, 0x83) == 0xC1
    assert multiply(0x57, 0x13) == 0xFE
    assert inverse(0x53) == 0xCA
    assert all(multiply(one, inverse(one)) == 1 for one in range(1, 256))


def test_known_shares_of_a_known_polynomial() -> None:
    """0x57 + 0x83·x: at 1 it is 57⊕83, at 2 57⊕(83·2 = 1d), at 3 57⊕(83·3 = 9e), worked by hand."""
    shares = split(b"\x57", needed=2, shares=3, random=lambda length: b"\x83" * length)
    assert shares == {1: b"\xd4", 2: b"\x4a", 3: b"\xc9"}
    assert combine({2: b"\x4a", 3: b"\xc9"}) == b"\x57"


@given(st.binary(min_size=1, max_size=64), st.integers(1, 5), st.integers(0, 3))
def test_any_so_many_shares_give_the_secret_back(secret: bytes, needed: int, more: int) -> None:
    shares = split(secret, needed=needed, shares=needed + more)
    for chosen in combinations(shares.items(), needed):
        assert combine(dict(chosen)) == secret


def test_one_share_of_two_fits_every_secret_equally() -> None:
    """For each value of one share there is exactly one other share for each secret: it tells nothing."""
    share = b"\x6b"
    fitting = Counter(combine({1: share, 2: bytes([other])})[0] for other in range(256))
    assert fitting == Counter(range(256))


@pytest.mark.parametrize(("needed", "shares"), [(0, 3), (4, 3), (2, 256)])
def test_numbers_that_make_no_sense_are_refused(needed: int, shares: int) -> None:
    with pytest.raises(ValueError, match="shares"):
        split(b"x", needed=needed, shares=shares)


def test_a_lock_opens_for_its_passphrase_only_and_shows_a_change() -> None:
    locked = lock(b"secret", "山高 水长  风清")
    assert unlock(locked, " 山高 水长 风清 ") == b"secret"
    assert b"secret" not in locked
    for wrong, passphrase in (
        (locked, "山高 水长"),
        (locked[:-1] + bytes([locked[-1] ^ 1]), "山高 水长 风清"),
    ):
        with pytest.raises(WrongPassphrase):
            unlock(wrong, passphrase)
