"""The output contract: what a model must give, and what is refused."""

from decimal import Decimal
from typing import Any

import ibis
import pytest

from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.declaration import Evidence, Model
from mingcha.analyse.supervision.evaluation import BadOutput, _shared, from_rows, run, shown
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.parameters import money, settled, share, whole
from mingcha.analyse.supervision.precision import Precision
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.words import Words

M01 = MODELS["M01"]
GOOD: dict[str, Any] = {
    "subject_key": "a", "subject_name": "甲", "score": 0.5, "died_on": None, "months": 1,
    "amount": Decimal("1.00"), "first": None, "last": None, "keys_payments": ["p2", "p1", "p1"],
}  # fmt: skip


def model(hits: Any) -> Model:
    fields = {name: getattr(M01, name) for name in M01.__dataclass_fields__}
    return Model(**(fields | {"hits": hits}))


def tables() -> dict[str, Any]:
    return {name: engine.table_of_rows(contract.schema, []) for name, contract in M01.inputs.items()}


def test_keys_are_put_in_order_once_each_and_the_sentence_is_filled() -> None:
    [hit] = from_rows(M01, [GOOD])
    assert hit.keys == {"payments": ("p1", "p2")}
    assert "共1元" in hit.sentence(M01)


def test_values_are_told_as_people_write_them() -> None:
    plain, part = Evidence("a", Words("数", "Number")), Evidence("b", Words("占比", "Share"), share=True)
    assert [shown(one, plain) for one in (Decimal("900000.00"), 38 / 9, 4.0)] == ["900,000", "4.2222", "4"]
    assert [shown(one, part) for one in (1.0, 0.12345, 0.5)] == ["100%", "12.35%", "50%"]


@pytest.mark.parametrize(
    "wrong",
    [{"subject_key": None}, {"score": None}, {"score": 1.2}, {"score": -0.1}, {"keys_payments": []}],
)
def test_a_hit_without_subject_score_or_rows_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadOutput):
        from_rows(M01, [GOOD | wrong])


def test_the_same_hit_twice_is_refused() -> None:
    with pytest.raises(BadOutput):
        from_rows(M01, [GOOD, GOOD])


@pytest.mark.parametrize("change", ["drop", "extra", "unknown keys", "text score"])
def test_columns_other_than_declared_are_refused(change: str) -> None:
    def hits(payments: Any, deaths: Any, *, grace: int) -> Any:
        found = M01.hits(payments, deaths, grace=grace)
        return {
            "drop": lambda: found.drop("months"),
            "extra": lambda: found.mutate(more=ibis.literal(1)),
            "unknown keys": lambda: found.mutate(keys_nothing=found.keys_payments),
            "text score": lambda: found.mutate(score=found.score.cast("string")),
        }[change]()

    with engine.opened("duckdb") as connection, pytest.raises(BadOutput):
        run(connection, model(hits), tables())


def test_an_optional_input_that_is_not_there_counts_as_empty() -> None:
    with engine.opened("duckdb") as connection:
        for one in (one for one in MODELS.values() if one.optional):
            given = {name: engine.table_of_rows(one.inputs[name].schema, []) for name in one.needed}
            assert run(connection, one, given) == []


@pytest.mark.parametrize("given", ["-1", "13", "x", "1.5", ""])
def test_a_parameter_is_a_number_within_its_bounds(given: str) -> None:
    with pytest.raises(Invalid):
        settled((whole("grace", "宽限", "Grace", 1, 0, 12),), {"grace": given})


def test_parameters_keep_their_kind() -> None:
    declared = (
        whole("a", "甲", "A", 1, 0, 9),
        share("b", "乙", "B", 0.5, 0, 1),
        money("c", "丙", "C", 5, 0, 9),
    )
    assert settled(declared, {"a": "2", "c": "6.50"}) == {"a": 2, "b": 0.5, "c": Decimal("6.50")}
    with pytest.raises(Invalid, match="d"):
        settled(declared, {"d": "1"})


@pytest.mark.parametrize(
    ("confirmed", "verified", "low"),
    [(0, 0, False), (1, 9, False), (2, 10, True), (3, 10, False), (10, 10, False)],
)
def test_a_model_is_marked_once_enough_verdicts_say_so(confirmed: int, verified: int, low: bool) -> None:
    found = Precision(confirmed, verified)
    assert found.is_low is low
    bottom, top = found.interval
    assert 0 <= bottom <= (found.share or 0) <= top <= 1


def test_only_what_joins_or_groups_is_kept_for_a_second_use() -> None:
    rows = "select a, b + 1 as c from t where b > 0"
    sql = _shared(
        f"select * from ({rows}) x join ({rows}) y using (a) "
        f"join (select a, count(*) as n from ({rows}) z group by a) v using (a)"
    )
    assert sql.count("NOT MATERIALIZED") == 1
    assert "AS NOT MATERIALIZED (SELECT a, b + 1 AS c FROM t WHERE b > 0)" in sql
