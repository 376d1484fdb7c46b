"""An office's own models: SQL that only reads, previewed, reviewed by another, run like any model."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.analyse.clues.models import Clue
from mingcha.analyse.supervision import actions
from mingcha.analyse.supervision.actions import start_run, write_own
from mingcha.analyse.supervision.models import OwnModel, model_of
from mingcha.analyse.supervision.sandbox import Bounds, TooMuch
from mingcha.analyse.supervision.tasks import carry_out
from mingcha.analyse.supervision.tests.test_sandbox import ESCAPES
from mingcha.analyse.supervision.workflow import OWN
from mingcha.foundation.audit.models import Event
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.testing.clues import SQL, make_data, make_own_model
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.datasets import identity

pytestmark = pytest.mark.django_db
FORM = {
    "title": "领取总额偏高",
    "area": "subsidies",
    "subject_kind": "person",
    "looks_for": "总额超过限额",
    "to_check": "核对依据",
    "contracts": ["subsidy_payments"],
    "sql": SQL,
    "parameters": "low = 350",
}


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def client(site: Site, who: str) -> Client:
    made = Client()
    made.force_login(site.person(who))
    return made


def test_a_sentence_bears_any_text_of_its_author(site: Site) -> None:
    own = make_own_model(site, looks_for="总额超过{限额}")
    own.columns = ["subject_key", "total", "a.b", "keys_subsidy_payments"]
    told = own.as_model.sentence.zh.format(subject_name="甲", total=400)
    assert told == "甲：总额超过{限额}（total 400）"


def test_an_approved_model_runs_and_raises_clues_like_any_other(site: Site) -> None:
    data = make_data(site)
    own = make_own_model(site, "approved")
    model = model_of(own.code)
    assert model
    versions = {"subsidy_payments": data["payments"]}
    given: dict[str, Any] = {"parameters": {"low": 399}, "why": "测试", "task": site.inspection.task}
    run = start_run(model, versions=versions, by=site.member, **given)
    carry_out(run)
    clue = Clue.objects.get(subject_key=identity(1))
    assert (clue.model_code, clue.evidence) == (own.code, {"total": "400.00"})
    assert len(clue.keys["subsidy_payments"]) == 4
    assert clue.sentence.endswith(f"：{own.looks_for}（total 400）")


def test_its_author_does_not_approve_it_and_a_change_is_a_new_version(site: Site) -> None:
    make_data(site)
    own = make_own_model(site, "review")
    with pytest.raises(NotAllowed):
        OWN.perform(own, "approve", by=site.staff)
    with pytest.raises(NotNow):
        write_own(by=site.staff, own=own, sql=SQL + " ")
    OWN.perform(own, "approve", by=site.head)
    OWN.perform(own, "revise", by=site.staff)
    assert (own.version, own.status, own.reviewed_by) == (2, "draft", None)
    write_own(by=site.staff, own=own, sql=SQL.replace("sum(amount) >", "sum(amount) >="))
    with pytest.raises(NotNow):  # what was previewed is not what it is now
        OWN.perform(own, "submit", by=site.staff)


def test_a_way_out_is_refused_on_the_form_and_stays_on_the_trail(site: Site) -> None:
    url = reverse("supervision:own_create")
    escape = FORM | {"sql": "select * from read_csv('/etc/passwd')"}
    response = client(site, "office_staff").post(url, escape)
    assert response.status_code == 422
    assert "read_csv" in response.content.decode()
    assert not OwnModel.objects.exists()
    event = Event.objects.get(action="own_model.refused")
    assert "read_csv" in event.facts["sql"]
    response = client(site, "office_staff").post(url, FORM)
    assert response.status_code == 302
    assert OwnModel.objects.get().parameters == {"low": 350}


def test_a_preview_shows_rows_or_what_is_wrong(site: Site) -> None:
    make_data(site)
    own = make_own_model(site)
    page = client(site, "office_staff").get(reverse("supervision:own_preview", args=[own.pk]))
    assert (page.status_code, page.context["count"]) == (200, 3)
    wrong = make_own_model(site, sql="select person_id as subject_key from subsidy_payments where $low > 0")
    page = client(site, "office_staff").get(reverse("supervision:own_preview", args=[wrong.pk]))
    assert (page.status_code, "keys_" in page.content.decode()) == (422, True)


def test_only_the_office_writes_models_and_teams_see_those_in_use(site: Site) -> None:
    assert client(site, "member").get(reverse("supervision:own_create")).status_code == 403
    own = make_own_model(site)
    assert client(site, "member").get(f"/supervision/{own.code}/").status_code == 404
    assert client(site, "group_head").get(own.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("line", ["low", "low = x", "1 = 2", "low == 3", "a b = 1"])
def test_a_parameter_that_cannot_be_read_is_told_by_its_line(site: Site, line: str) -> None:
    response = client(site, "office_staff").post(
        reverse("supervision:own_create"), FORM | {"parameters": f"low = 3\n{line}"}
    )
    assert response.status_code == 422
    assert "2" in str(response.context["form"].errors["parameters"])


def refusals() -> int:
    return Event.objects.filter(action="own_model.refused").count()


def test_every_way_out_is_refused_and_logged(site: Site) -> None:
    """Files, network, settings, extensions, other data sets: each as typed into the form."""
    page, url = client(site, "office_staff"), reverse("supervision:own_create")
    tried = [sql for sql in ESCAPES.values() if sql]
    for number, sql in enumerate(tried, 1):
        assert page.post(url, FORM | {"sql": sql, "parameters": ""}).status_code == 422, sql
        assert refusals() == number, sql
    assert not OwnModel.objects.exists()


ENDLESS = """\
with recursive r as (select 1 as n union all select n + 1 from r)
select cast(max(n) as varchar) as subject_key, ['P'] as keys_subsidy_payments from r
"""


@pytest.mark.parametrize(
    "bounds", [Bounds(seconds=2), Bounds(seconds=20, memory="1MB")], ids=["time", "memory"]
)
def test_a_query_without_end_is_stopped_and_logged(
    site: Site, bounds: Bounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_data(site)
    own = make_own_model(site, sql=ENDLESS, parameters={})
    monkeypatch.setattr(actions, "PREVIEW", bounds)
    page = client(site, "office_staff").get(reverse("supervision:own_preview", args=[own.pk]))
    assert page.status_code == 422
    assert refusals() == 1


def test_a_run_that_passes_its_bounds_is_logged_with_who_asked_for_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_data(site)
    own = make_own_model(site, "approved")
    OwnModel.objects.filter(pk=own.pk).update(sql=ENDLESS, parameters={})
    model = model_of(own.code)
    assert model
    given: dict[str, Any] = {"parameters": {}, "why": "测试", "task": site.inspection.task}
    run = start_run(model, versions={"subsidy_payments": data["payments"]}, by=site.member, **given)
    monkeypatch.setattr("mingcha.analyse.supervision.own.run_sql", _stopped)
    jobs.run(str(run.job_id))
    run.refresh_from_db()
    assert run.finished_at is None
    assert Event.objects.get(action="own_model.refused").by == site.member


def _stopped(*given: Any) -> None:
    raise TooMuch("stopped")
