"""What stands between words is that of the reader's language."""

import pytest
from django.utils import translation

from mingcha.foundation.words import listed, told


@pytest.mark.parametrize(
    ("language", "names", "sentence"), [("zh-hans", "甲、乙", "甲：乙"), ("en", "甲, 乙", "甲: 乙")]
)
def test_signs_between_words_are_those_of_the_language(language: str, names: str, sentence: str) -> None:
    with translation.override(language):
        assert (listed(["甲", "乙"]), told("甲", "乙")) == (names, sentence)
