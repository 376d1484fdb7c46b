"""Units of contracts, parameters and evidence, in both languages."""

from django.utils.translation import override

from mingcha.analyse.datasets.contracts import units
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.foundation.words import listed

MEASURE_WORDS = set("笔人家次个张项条套处份例辆件起篇眼步户台") | {"车次", "项次"}


def declared() -> set[str]:
    columns = {column.unit for contract in CONTRACTS.values() for column in contract.columns}
    given = {one.unit for model in MODELS.values() for one in model.parameters}
    return columns | given | {one.unit for model in MODELS.values() for one in model.evidence}


def test_every_unit_is_a_known_one_or_a_measure_word() -> None:
    strange = {unit for unit in declared() if not unit.isascii()} - MEASURE_WORDS - set(units.ENGLISH)
    assert strange == set()
    assert set(units.ENGLISH) <= declared()


def test_a_unit_is_told_in_the_language_of_the_reader() -> None:
    assert [units.told(one) for one in ("元", "笔", "%")] == ["元", "笔", "%"]
    with override("en"):
        assert [units.told(one) for one in ("元", "笔", "%")] == ["yuan", "", "%"]


def test_a_list_is_separated_as_the_reader_writes() -> None:
    assert listed(["甲", 2]) == "甲、2"
    with override("en"):
        assert listed(["a", 2]) == "a, 2"
