"""Made-up identity numbers, credit codes, names and the like, many at once. Nobody real is meant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.str_]
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
FAMILY = np.array(list("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"))
GIVEN = np.array(list("一二三四五六七八九十百千万甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"))
COUNTIES = np.array(["990101", "990102", "990121", "990122", "990181"])  # codes that no place has


def identity_numbers(
    rng: np.random.Generator, count: int, born: NDArray[np.datetime64] | None = None
) -> Texts:
    """Identity numbers (GB 11643) of places that do not exist, all different, with right check digits.

    `born` are the days of birth; without it, adults of 20 to 90 years in 2025.
    """
    if born is None:
        born = np.datetime64("1935-01-01") + rng.integers(0, 25_500, count).astype("timedelta64[D]")
    days = np.char.replace(np.datetime_as_string(born, unit="D"), "-", "")
    number = rng.permutation(count)
    place = COUNTIES[number // 1000 % len(COUNTIES)]
    serial = np.char.zfill((number % 1000).astype(str), 3)
    body = np.char.add(np.char.add(place, days), serial)
    return _unlike(np.char.add(body, check_digits(body)), rng)


def _unlike(numbers: Texts, rng: np.random.Generator) -> Texts:
    """Those that came out alike get another serial until all differ."""
    found = numbers
    while True:
        _values, first = np.unique(found, return_index=True)
        if len(first) == len(found):
            return found
        again = np.setdiff1d(np.arange(len(found)), first)
        serial = np.char.zfill(rng.integers(0, 1000, len(again)).astype(str), 3)
        body = np.char.add(np.array([text[:14] for text in found[again]]), serial)
        found[again] = np.char.add(body, check_digits(body))


def check_digits(bodies: Texts) -> Texts:
    """The last character of identity numbers whose first 17 digits are given."""
    digits = np.array(bodies, dtype="U17").view("U1").reshape(-1, 17).astype(int)
    checks: Texts = _CHECKS[digits @ _WEIGHTS % 11]
    return checks


def credit_codes(rng: np.random.Generator, count: int) -> Texts:
    """Unified social credit codes (GB 32100) of companies that do not exist, all different."""
    serial = np.char.zfill(rng.choice(10**7, count, replace=False).astype(str), 7)
    return with_check(np.char.add("91990101MA", serial))


def with_check(bodies: Texts) -> Texts:
    """Credit codes whose first 17 characters are given, with their check character."""
    letters = np.array(bodies, dtype="U17").view("U1").reshape(-1, 17)
    values = np.searchsorted(np.array(list(_CREDIT)), letters)
    return np.char.add(bodies, np.array(list(_CREDIT))[(31 - values @ _CREDIT_WEIGHTS % 31) % 31])


def names(rng: np.random.Generator, count: int) -> Texts:
    """Plainly invented names: a family name and two counting words, with many namesakes as in life."""
    parts = (FAMILY[rng.integers(0, len(FAMILY), count)], *(GIVEN[rng.integers(0, len(GIVEN), (2, count))]))
    return np.char.add(np.char.add(parts[0], parts[1]), parts[2])


def phones(rng: np.random.Generator, count: int) -> Texts:
    """Telephone numbers with a beginning that nobody is given."""
    return np.char.add("100", np.char.zfill(rng.choice(10**8, count, replace=False).astype(str), 8))


def accounts(rng: np.random.Generator, count: int) -> Texts:
    """Bank accounts of a bank that does not exist, all different."""
    return np.char.add("9999", np.char.zfill(rng.choice(10**10, count, replace=False).astype(str), 15))
