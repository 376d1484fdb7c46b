"""From data to clues: raised once, verified by people, confirmed by two, explained for a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from mingcha.analyse.clues import actions
from mingcha.analyse.clues.models import Clue, Explanation, combined
from mingcha.analyse.clues.queries import evidence_of, others_on
from mingcha.analyse.clues.workflow import WORKFLOW
from mingcha.analyse.datasets.actions import destroy_dataset
from mingcha.analyse.supervision import results
from mingcha.analyse.supervision.actions import finish_run, start_run
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.models import Verdict
from mingcha.analyse.supervision.queries import compared, earlier_runs, false_positives_of, precisions
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.clues import deaths_of, dismiss, make_clue, make_data, make_run, payments_to
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.datasets import identity, make_version
from mingcha.testing.prepare import officer
from mingcha.testing.registry import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_a_run_raises_a_clue_for_each_hit_with_all_that_a_person_needs(site: Site) -> None:
    run = make_run(site)
    assert (run.hit_count, run.raised_count, run.known_count, run.explained_count) == (2, 2, 0, 0)
    clue = Clue.objects.get(subject_key=identity(1))
    assert clue.task_id == site.inspection.task_id
    assert "超领" not in clue.sentence
    assert "3个月" in clue.sentence
    assert ("超领金额", "300 元") in evidence_of(clue)
    assert clue.keys["payments"] == ["P1-2024-08", "P1-2024-09", "P1-2024-10"]
    assert Event.objects.filter(action="clue.raise", subject_id=clue.pk).count() == 1
    assert Event.objects.filter(action="run.finish", subject_id=run.pk).count() == 1
    assert Event.objects.filter(action="dataset.query").count() == 2


def test_the_same_run_gives_the_same_hits_and_no_clue_twice(site: Site) -> None:
    data = make_data(site)
    first, second = make_run(site, data=data), make_run(site, data=data)
    assert first.fingerprint == second.fingerprint
    assert first.digest == second.digest
    assert (second.raised_count, second.known_count) == (0, 2)
    assert Clue.objects.count() == 2


def test_new_rows_refresh_an_open_clue_and_new_subjects_raise_new_ones(site: Site) -> None:
    data = make_data(site)
    first = make_run(site, data=data)
    clue = Clue.objects.get(subject_key=identity(1))
    more = payments_to(1, 2, 3) + payments_to(4).split(b"\n", 1)[1]
    data["payments"] = make_version(data["payments"].dataset, more, by=site.staff, name="二.csv")
    data["deaths"] = make_version(data["deaths"].dataset, deaths_of(1, 4), by=site.staff, name="二.csv")
    second = make_run(site, data=data, parameters={"grace": 3})
    assert (second.raised_count, second.known_count) == (1, 1)
    clue.refresh_from_db()
    assert clue.run_id == second.pk
    assert clue.keys["payments"] == ["P1-2024-09", "P1-2024-10"]
    difference = compared(second, first)
    assert [hit["subject_key"] for hit in difference.new] == [identity(4)]
    assert [hit["subject_key"] for hit in difference.gone] == [identity(2)]
    assert (len(difference.changed), difference.same) == (1, 0)


def test_confirming_takes_two(site: Site) -> None:
    clue = make_clue(site, "proposed")
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(clue, "agree", by=site.member)
    WORKFLOW.perform(clue, "agree", by=site.leader)
    assert (clue.status, clue.agreed_by) == ("confirmed", site.leader)
    verdict = Verdict.objects.get(clue_id=clue.pk)
    assert (verdict.outcome, verdict.model_code) == ("confirmed", "M01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clue.objects.filter(pk=clue.pk).update(agreed_by=clue.judged_by)


def test_the_leader_who_judges_does_not_agree(site: Site) -> None:
    clue = make_clue(site, "assigned")
    WORKFLOW.perform(clue, "propose", by=site.leader, outcome="partly", reason="查实部分")
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(clue, "agree", by=site.leader)
    WORKFLOW.perform(clue, "agree", by=site.person("deputy"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"outcome": "confirmed"}, "搁置"),
        ({"false_positive": ""}, "解释"),
        ({"reason": " "}, "理由"),
        ({"explained_until": timezone.localdate()}, "以后"),
    ],
)
def test_setting_aside_needs_reason_and_explanation(site: Site, given: dict[str, Any], words: str) -> None:
    clue = make_clue(site, "assigned")
    fields = {
        "outcome": "allowed",
        "false_positive": "funeral_month",
        "explained_until": None,
        "reason": "核实",
    }
    with pytest.raises(Invalid):
        WORKFLOW.perform(clue, "dismiss", by=site.member, **(fields | given))
    clue.refresh_from_db()
    assert clue.status == "assigned"


def test_an_explained_subject_is_not_raised_again_until_it_expires(site: Site) -> None:
    data = make_data(site)
    make_run(site, data=data)
    clue = make_clue(site, "assigned")
    dismiss(site, clue, explained_until=timezone.localdate() + timedelta(days=30))
    later = make_run(site, data=data, parameters={"grace": 0})
    assert (later.raised_count, later.explained_count) == (0, 1)
    Explanation.objects.update(until=timezone.localdate() - timedelta(days=1))
    again = make_run(site, data=data, parameters={"grace": 3})
    assert (again.raised_count, again.explained_count) == (1, 0)


def test_what_is_set_aside_can_be_looked_into_again(site: Site) -> None:
    clue = make_clue(site, "dismissed")
    assert Verdict.objects.filter(clue_id=clue.pk).exists()
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(clue, "reopen", by=site.member, note="再查")
    WORKFLOW.perform(clue, "reopen", by=site.leader, note="又有新情况")
    assert (clue.status, clue.outcome, clue.judged_by) == ("assigned", "", None)
    assert not Verdict.objects.filter(clue_id=clue.pk).exists()


def test_precision_follows_the_verdicts(site: Site) -> None:
    make_run(site)
    make_clue(site, "confirmed", which=1)
    make_clue(site, "dismissed", which=2)
    found = precisions(site.staff)["M01"]
    assert (found.confirmed, found.verified) == (1, 2)
    low, high = found.interval
    assert (round(low, 3), round(high, 3)) == (0.095, 0.905)  # Wilson's interval for 1 of 2
    model = Clue.objects.all()[0].model
    assert model
    assert false_positives_of(site.staff, model) == [("当月或丧葬月按政策照发", 1)]
    assert precisions(officer(make_office("city"), "office_staff")) == {}


def test_the_rows_behind_a_clue_are_the_very_rows_and_their_reading_is_on_the_trail(site: Site) -> None:
    clue = make_clue(site)
    tables = {table.title: table for table in actions.open_rows(clue, by=site.member)}
    rows = tables["惠民惠农补贴发放明细"].rows
    assert [row[0] for row in rows] == clue.keys["payments"]
    assert Event.objects.filter(action="clue.rows", subject_id=clue.pk, by=site.member).count() == 1


def test_clues_about_one_subject_are_shown_together(site: Site) -> None:
    first = make_clue(site)
    other = Clue.objects.get(pk=first.pk)
    other.pk, other.model_code, other._state.adding = None, "M08", True
    other.save()
    assert others_on(first, site.member) == [other]
    assert combined([(0.5, True), (0.5, True)]) == 0.75
    assert combined([(0.5, False)]) == 0.3
    assert combined([]) == 0


def test_a_clue_is_handed_to_inspections_of_the_same_office_only(site: Site) -> None:
    run = make_run(site, task=None)
    clue = Clue.objects.filter(run=run)[0]
    assert not Clue.objects.visible_to(site.member).exists()
    elsewhere = make_site("on_site")
    with pytest.raises(Invalid):
        WORKFLOW.perform(clue, "assign", by=site.staff, task=elsewhere.inspection.task, assigned_to=None)
    WORKFLOW.perform(clue, "assign", by=site.staff, task=site.inspection.task, assigned_to=site.member)
    assert Clue.objects.visible_to(site.member).get() == clue
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(clue, "assign", by=site.member, task=None, assigned_to=None)


def test_a_team_runs_models_for_its_own_inspection_on_granted_data_only(site: Site) -> None:
    data = make_data(site)
    make_run(site, by=site.member, data=data)
    with pytest.raises(NotAllowed):
        make_run(site, by=site.member, data=data, task=None)
    beside = make_site("on_site")
    with pytest.raises(NotAllowed):
        make_run(beside, by=beside.member, data=data)
    with pytest.raises(NotAllowed):
        make_run(site, by=beside.member, data=data)


def test_a_run_says_why_and_takes_what_the_model_needs(site: Site) -> None:
    data = make_data(site)
    with pytest.raises(Invalid):
        make_run(site, data=data, why=" ")
    with pytest.raises(Invalid):
        make_run(site, data={"payments": data["payments"]})
    with pytest.raises(Invalid):
        make_run(site, data=data, parameters={"grace": 99})
    with pytest.raises(NotAllowed):
        make_run(site, data={"payments": data["deaths"], "deaths": data["payments"]})


def test_a_run_of_a_model_that_has_changed_is_refused(site: Site) -> None:
    from mingcha.analyse.supervision.tasks import carry_out

    run = make_run(site)
    run.model_version = 99
    with pytest.raises(NotNow):
        carry_out(run)


def test_with_a_data_set_the_hits_that_came_out_of_it_are_destroyed(
    site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    first, data = make_run(site), make_data(site, first=11)
    second = make_run(site, data=data)
    assert len(results.load(second.pk)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        destroy_dataset(data["deaths"].dataset, witness="测试监销人", reason="保存期满", by=site.head)
    assert not results.kept(second.pk)
    assert results.kept(first.pk)
    wiped = Event.objects.get(action="run.wipe", by=site.head)
    assert wiped.subject_id == str(second.pk)
    assert Clue.objects.filter(run=second).count() == 2
    assert earlier_runs(make_run(site), site.staff) == [first]
    client = Client()
    client.force_login(site.staff)
    assert "命中清单" in client.get(second.get_absolute_url()).content.decode()


def test_a_run_that_ends_after_its_data_were_destroyed_keeps_no_hits(site: Site) -> None:
    data = make_data(site)
    run = start_run(MODELS["M01"], versions=data, parameters={}, why="核查", by=site.staff)
    destroy_dataset(data["deaths"].dataset, witness="测试监销人", reason="保存期满", by=site.head)
    with pytest.raises(NotNow):
        finish_run(run, [])
    assert not results.kept(run.pk)
