"""Starting, finding, deciding, learning, destroying; who may, and who may not."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from mingcha.analyse.datasets.models import Version
from mingcha.analyse.datasets.workflow import WORKFLOW as DATASETS
from mingcha.analyse.matching import actions, queries
from mingcha.analyse.matching.models import Match, Pair
from mingcha.analyse.matching.tasks import carry_out
from mingcha.analyse.matching.workflow import WORKFLOW
from mingcha.foundation.audit.models import Event
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.datasets import make_dataset, make_version
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.matching import columns_of, doubt_of, make_lists, make_match, start
from mingcha.testing.prepare import end_member
from mingcha.testing.registry import make_office, make_officer, make_representative

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def lists_of(site: Site) -> tuple[Version, Version]:
    return make_lists(site.made.round, by=site.staff)


def test_the_dead_are_found_among_the_residents(site: Site) -> None:
    match = start(lists_of(site), by=site.staff)
    told: list[tuple[int, int]] = []
    carry_out(match, lambda done, total, message: told.append((done, total)))
    pairs = list(match.pairs.order_by("left_row"))
    assert [(pair.left_row, pair.right_row, pair.sure) for pair in pairs] == [
        (row, row, True) for row in range(2, 6)
    ]
    assert pairs[0].rows["left"]["name"] == pairs[0].rows["right"]["name"] == "测试甲1"
    assert match.sure_count == 4
    assert match.doubt_count == 0
    assert (match.expected or 0) > 0.99
    assert told[0][0] == 0
    assert told[-1][0] < told[-1][1]
    read = Event.objects.filter(action="dataset.query", by=site.staff)
    assert read.count() == 2
    carry_out(match)
    assert match.pairs.count() == 4


def test_the_job_does_it_and_can_be_stopped(site: Site) -> None:
    lists = lists_of(site)
    match, other = start(lists, by=site.staff), start(lists, by=site.staff)
    assert match.job
    assert other.job
    jobs.stop(other.job, by=site.staff)
    for one in (match, other):
        jobs.run(str(one.job_id))
    job = Job.objects.get(pk=match.job.pk)
    assert job.status == Job.Status.FINISHED, job.message
    assert job.result_url == match.get_absolute_url()
    other.refresh_from_db()
    assert other.finished_at is None


def test_rows_are_sealed_in_the_database(site: Site) -> None:
    match = make_match(lists_of(site), by=site.staff)
    raw = b"".join(bytes(shown or b"") for shown in match.pairs.values_list("shown", flat=True))
    assert "测试甲".encode() not in raw
    other = make_match(lists_of(site), by=site.staff)
    pair = doubt_of(match)
    pair.match = other
    with pytest.raises(NotNow):
        _ = pair.rows


def test_what_cannot_be_matched_is_refused(site: Site) -> None:
    staff = site.staff
    left, right = lists_of(site)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("two different", {"right": left}),
        ("why", {"why": " "}),
        ("threshold", {"lower": 0.99, "upper": 0.5}),
        ("threshold", {"lower": 0.0}),
        ("columns", {"left_columns": {"name": "no_such"}}),
        ("columns", {"left_columns": {"code": "person_id"}}),
        ("Choose for both", {"left_columns": {"address": "address"}}),
    ]
    for words, values in wrong:
        with override("en"), pytest.raises(Invalid, match=words):
            start((values.pop("left", left), values.pop("right", right)), by=staff, **values)
    assert not Match.objects.exists()
    beside = make_officer(make_office())
    with pytest.raises(NotAllowed):
        start((left, right), by=beside)
    with pytest.raises(NotAllowed):
        start((left, right), by=site.leader)
    assert start((left, right), by=site.leader, task=site.inspection.task).office == site.inspection.office
    with pytest.raises(NotAllowed):
        start((left, right), by=make_user())


def test_those_at_work_see_a_matching_and_nobody_else(site: Site) -> None:
    task = site.inspection.task
    match = make_match(lists_of(site), by=site.staff, task=task)
    office_only = make_match(lists_of(site), by=site.staff)
    gone = site.member
    seen = {
        "staff": (site.staff, True, True),
        "head": (site.head, True, True),
        "leader": (site.leader, True, False),
        "member": (site.member, True, False),
        "group head": (site.person("group_head"), False, False),
        "above": (make_officer(make_office("province")), False, False),
        "beside": (make_officer(make_office()), False, False),
        "organisation": (make_representative(site.inspection.organisation), False, False),
        "nobody": (make_user(), False, False),
    }
    for kind in ("system", "security", "audit"):
        seen[kind] = (make_administrator(kind), False, False)
    for who, (user, theirs, office) in seen.items():
        assert Match.objects.visible_to(user).filter(pk=match.pk).exists() is theirs, who
        assert Match.objects.visible_to(user).filter(pk=office_only.pk).exists() is office, who
        assert Pair.objects.visible_to(user).filter(match=match).exists() is theirs, who
        assert WORKFLOW.moves["same"].who(user, doubt_of(match)) is theirs, who
    end_member(site.made.team, gone)
    forget_rights(gone)
    assert not Match.objects.visible_to(gone).exists()


def test_a_pair_is_decided_once_and_again_only_with_a_reason(site: Site) -> None:
    match = make_match(lists_of(site), by=site.staff)
    pair = doubt_of(match)
    actions.decide(pair, same=True, by=site.staff)
    assert (pair.status, pair.decided_by) == (Pair.Status.SAME, site.staff)
    with pytest.raises(NotNow):
        actions.decide(pair, same=False, by=site.head)
    with pytest.raises(NotNow):
        WORKFLOW.perform(pair, "reopen", by=site.head)
    WORKFLOW.perform(pair, "reopen", by=site.head, note="另有证明材料")
    assert (pair.status, pair.decided_by, pair.decided_on) == (Pair.Status.UNDECIDED, None, None)
    actions.decide(pair, same=False, by=site.head)
    told = list(Event.objects.filter(subject_id=pair.pk).order_by("at").values_list("action", flat=True))
    assert told == ["pair.same", "pair.reopen", "pair.different"]


def test_the_database_keeps_decisions_whole(site: Site) -> None:
    pair = doubt_of(make_match(lists_of(site), by=site.staff))
    with pytest.raises(IntegrityError), transaction.atomic():
        Pair.objects.filter(pk=pair.pk).update(decided_by=site.staff)


def test_pairs_come_in_their_turn(site: Site) -> None:
    match = make_match(lists_of(site), by=site.staff)
    first, second, third = match.pairs.doubtful().order_by("-probability")
    assert queries.next_doubt(first) == second
    assert queries.next_doubt(third) == first
    actions.decide(second, same=True, by=site.staff)
    assert queries.next_doubt(first) == third
    actions.decide(third, same=True, by=site.staff)
    assert queries.next_doubt(first) is None
    assert queries.counts_of(match) == {"taken": 1, "waiting": 1, "same": 2, "different": 0}
    assert match.pairs.taken().count() == 3


def test_decisions_train_the_next_matching_of_the_office_and_kind(site: Site) -> None:
    lists = lists_of(site)
    match = make_match(lists, by=site.staff)
    assert match.trained_from == 0
    for pair, same in zip(match.pairs.doubtful().order_by("-probability"), (True, True, False), strict=True):
        actions.decide(pair, same=same, by=site.staff)
    again = start(lists, by=site.staff)
    assert again.trained_from == 3
    first, then = match.weights["identity"], again.weights["identity"]
    assert then[1][0] > first[1][0]
    assert then[0][0] < first[0][0]
    assert [u for _m, u in then] == [u for _m, u in first]
    assert again.in_force.in_force["identity"][1][1:] == tuple(then[1])
    assert queries.weights_for(site.inspection.office_id, "company")[1] == 0


def test_what_people_said_stands_beside_what_was_expected(site: Site) -> None:
    match = make_match(lists_of(site), by=site.staff)
    measures = {one.threshold: one for one in queries.measures_of(match)}
    assert measures[0.95].is_upper
    assert measures[0.2].is_lower
    assert (measures[0.5].pairs, measures[0.8].pairs, measures[0.95].pairs) == (3, 2, 1)
    assert measures[0.5].expected == pytest.approx((0.99 + 0.8 + 0.5) / 3)
    actions.decide(doubt_of(match), same=True, by=site.staff)
    measures = {one.threshold: one for one in queries.measures_of(match)}
    assert (measures[0.5].decided, measures[0.5].same, measures[0.95].decided) == (1, 1, 0)


def test_the_rows_go_with_their_list(site: Site) -> None:
    lists = lists_of(site)
    match = make_match(lists, by=site.staff)
    DATASETS.perform(lists[0].dataset, "destroy", by=site.head, witness="见证人甲", reason="期满")
    pair = doubt_of(match)
    assert pair.shown is None
    assert pair.rows == {"left": {}, "right": {}}
    assert pair.probability == 0.8
    assert Event.objects.filter(action="match.wipe", subject_id=match.pk).count() == 1


def test_columns_are_suggested_from_contracts(site: Site) -> None:
    left, right = lists_of(site)
    assert columns_of(left.dataset) == {
        "identity": "person_id",
        "name": "name",
        "phone": "phone",
        "address": "address",
    }
    assert columns_of(right.dataset) == {"identity": "person_id", "name": "name"}
    companies = make_dataset(by=site.staff, contract="companies", in_round=site.made.round)
    expected = {"code": "company_code", "name": "company", "phone": "phone", "address": "address"}
    assert columns_of(companies, "company") == expected
    payments = make_version(make_dataset(by=site.staff, in_round=site.made.round), by=site.staff)
    assert columns_of(payments.dataset)["identity"] == "person_id"
