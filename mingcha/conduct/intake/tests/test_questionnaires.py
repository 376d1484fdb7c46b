"""Questions as typed, answers counted, small groups kept back."""

from typing import Any

import pytest

from mingcha.conduct.intake.actions.arrival import receive_answers
from mingcha.conduct.intake.actions.questionnaires import (
    count_answers,
    edit_questionnaire,
    make_questionnaire,
    results_of,
)
from mingcha.conduct.intake.actions.questions import APPRAISAL, SURVEY, parse, written
from mingcha.conduct.intake.models import Answer
from mingcha.conduct.intake.workflow import QUESTIONNAIRES
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.intake import answer, key_of, make_code, openers
from mingcha.testing.intake import make_questionnaire as questionnaire_of

GOOD: dict[str, Any] = {"q1": 0, "q2": 1, "q3": 0, "q5": "意见"}


@pytest.mark.parametrize("text", [SURVEY, APPRAISAL])
def test_the_usual_questions_read_back_as_typed(text: str) -> None:
    questions = parse(text)
    assert questions[0]["kind"] == "group"
    assert parse(written(questions)) == questions


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "1"),
        ("【单选】只有题目", "第 1 题"),
        ("题目一\n甲\n乙\n\n【多选】题目二\n甲\n甲", "第 2 题"),
        ("【排序】题目\n甲\n乙", "排序"),
        ("【填空】题目\n甲\n乙", "填空"),
        ("【分组】一\n甲\n乙\n\n【分组】二\n甲\n乙", "分组"),
        ("【单选】\n甲\n乙", "第 1 题"),
    ],
)
def test_what_is_wrong_with_a_question_is_told(text: str, word: str) -> None:
    with pytest.raises(Invalid, match=word):
        parse(text)


def test_a_group_too_small_is_hidden_and_with_it_the_one_that_would_give_it_away() -> None:
    questions = parse("【分组】身份\n甲\n乙\n丙\n\n【单选】评价\n好\n差")
    valid = [{"q1": 0, "q2": 0}] * 7 + [{"q1": 1, "q2": 1}] * 6 + [{"q1": 2, "q2": 1}] * 2
    results = results_of(questions, valid, floor=5)
    assert results["questions"][1]["counts"] == [7, 8]
    assert [row["label"] for row in results["groups"]["rows"]] == ["甲"]
    assert results["groups"]["hidden"] == ["乙", "丙"]
    assert results_of(questions, valid[:4], floor=5) == {"hidden": True}


def test_texts_are_in_no_order_of_arrival() -> None:
    questions = parse("【填空】意见")
    results = results_of(questions, [{"q1": text} for text in "丙乙甲丁戊"], floor=5)
    assert results["questions"][0]["texts"] == sorted("丙乙甲丁戊")


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


@pytest.mark.django_db
def test_answers_are_counted_and_what_does_not_fit_is_not_valid(site: Site) -> None:
    questionnaire = questionnaire_of(site, "published", invited=20)
    wrong: list[dict[str, Any]] = [
        {"q1": 9, "q2": 0, "q3": 0},
        {"q2": 0},
        {"q1": 0, "q2": True, "q3": 0},
        {**GOOD, "q4": [1, 1]},
    ]
    answer(questionnaire, *[GOOD] * 5, {**GOOD, "q4": [0, 2]}, *wrong, by=site.staff)
    key = key_of(site, questionnaire.code.keys)
    with pytest.raises(NotAllowed):
        count_answers(questionnaire, key, by=site.staff)
    count_answers(questionnaire, key, by=site.leader)
    assert (questionnaire.returned, questionnaire.valid) == (10, 6)
    results = questionnaire.results
    assert results
    assert results["questions"][1]["counts"] == [0, 6, 0, 0]
    assert results["questions"][3]["counts"] == [1, 0, 1, 0, 0]
    activity = questionnaire.activity
    assert activity
    assert (activity.kind, activity.sent, activity.returned, activity.valid) == ("questionnaire", 20, 10, 6)


@pytest.mark.django_db
def test_answers_come_once_and_stay_sealed(site: Site) -> None:
    questionnaire = questionnaire_of(site, "published")
    answer(questionnaire, {**GOOD, "q5": "某某的话"}, by=site.staff)
    kept = Answer.objects.get()
    assert "某某的话".encode() not in bytes(kept.sealed)
    fields = {"questionnaire": str(questionnaire.pk), "day": kept.day.isoformat()}
    again = Item("intake.answers", kept.pk, fields, openers({"body": bytes(kept.sealed)}))
    assert receive_answers([again], by=site.staff) == {"known": 1}
    with pytest.raises(NotAllowed):
        receive_answers([again], by=site.leader)


@pytest.mark.django_db
def test_a_published_questionnaire_no_longer_changes(site: Site) -> None:
    questionnaire = questionnaire_of(site)
    edit_questionnaire(questionnaire, by=site.staff, title="改过的标题")
    QUESTIONNAIRES.perform(questionnaire, "publish", by=site.leader)
    with pytest.raises(NotNow):
        edit_questionnaire(questionnaire, by=site.staff, title="再改")
    with pytest.raises(NotAllowed):
        make_questionnaire(make_code(make_site("on_site")), by=site.staff, title="别组的")
