from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.jobs import actions, registry
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"count": count, "refuse": refuse, "break": break_down, "stop_midway": refuse}
    monkeypatch.setattr(registry, "_tasks", known)
    monkeypatch.setattr(registry, "_SECONDS_BETWEEN_REPORTS", 0)


def count(job: registry.Running, *, to: int) -> None:
    for number in range(1, to + 1):
        job.progress(number, to)
    job.result(message=f"{to}", url="/result/")


def refuse(job: registry.Running) -> None:
    raise Invalid("第三行缺少单位。")


def break_down(job: registry.Running) -> None:
    raise RuntimeError("disk full")


def queued(task: str = "count", by: User | None = None, **arguments: object) -> Job:
    return actions.enqueue(task, title="测试", by=by or make_user(), **arguments)


def run(job: Job) -> Job:
    actions.run(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_is_queued_with_its_row_and_on_the_trail() -> None:
    job = queued(to=3)
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args->>'job_id' from procrastinate_jobs")
        assert cursor.fetchall() == [(actions.RUN, str(job.pk))]
    assert Event.objects.filter(action="job.enqueue", subject_id=str(job.pk)).exists()


def test_an_unknown_task_is_not_queued() -> None:
    with pytest.raises(KeyError):
        queued("nothing")


def test_a_job_that_ends_well_says_what_came_of_it() -> None:
    job = run(queued(to=3))
    assert (job.status, job.done, job.total, job.message, job.result_url) == (
        "finished",
        3,
        3,
        "3",
        "/result/",
    )
    assert job.percent == 100


def test_a_refusal_is_shown_and_an_error_is_not() -> None:
    assert run(queued("refuse")).message == "第三行缺少单位。"
    broken = run(queued("break"))
    assert broken.status == "failed"
    assert "disk" not in broken.message


def test_a_waiting_job_stops_at_once() -> None:
    job = queued(to=3)
    actions.stop(job, by=job.by)
    assert run(job).status == "stopped"
    assert job.done == 0
    with pytest.raises(NotNow):
        actions.stop(job, by=job.by)


def test_a_running_job_stops_at_its_next_report(monkeypatch: pytest.MonkeyPatch) -> None:
    job = queued("stop_midway")

    def stop_midway(running: registry.Running) -> None:
        running.progress(1, 10)
        actions.stop(Job.objects.get(pk=job.pk), by=job.by)
        running.progress(2, 10)
        raise AssertionError

    monkeypatch.setitem(registry._tasks, "stop_midway", stop_midway)
    assert run(job).status == "stopped"
    assert job.done == 2


def test_a_job_that_keeps_dying_is_given_up() -> None:
    job = queued(to=3)
    Job.objects.update(status="running", attempts=3)
    assert run(job).status == "failed"


def test_an_interrupted_job_is_run_again() -> None:
    job = queued(to=3)
    Job.objects.update(status="running", attempts=1)
    assert run(job).status == "finished"


def test_pages_show_ones_own_jobs_only(client: Client) -> None:
    job = queued(to=3)
    client.force_login(make_user())
    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.post(f"{job.get_absolute_url()}stop/").status_code == 404
    client.force_login(job.by)
    assert "测试" in client.get("/jobs/").content.decode()
    assert "hx-get" in client.get(job.get_absolute_url()).content.decode()


def test_the_polled_part_stops_asking_when_the_job_has_ended(client: Client) -> None:
    job = run(queued(to=3))
    client.force_login(job.by)
    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" not in part
    assert 'href="/result/"' in part


@pytest.mark.parametrize(
    ("asking", "anew"), [("/result/", True), ("/result/?sector=x", True), ("/other/", False)]
)
def test_the_page_of_the_result_is_loaded_anew_when_the_job_has_ended(
    client: Client, asking: str, anew: bool
) -> None:
    job = queued(to=3)
    client.force_login(job.by)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{asking}"}
    assert "HX-Refresh" not in client.get(job.get_absolute_url(), headers=headers)
    run(job)
    assert ("HX-Refresh" in client.get(job.get_absolute_url(), headers=headers)) is anew


def test_the_button_stops_a_waiting_job(client: Client) -> None:
    job = queued(to=3)
    client.force_login(job.by)
    assert client.post(f"{job.get_absolute_url()}stop/").status_code == 302
    job.refresh_from_db()
    assert job.status == "stopped"


@pytest.mark.parametrize(
    ("back", "ours"), [("/supervision/", True), ("https://example.org/", False), ("", False)]
)
def test_stopping_leads_back_to_the_page_it_was_asked_from(client: Client, back: str, ours: bool) -> None:
    job = queued(to=3)
    client.force_login(job.by)
    response = client.post(reverse("jobs:stop", args=[job.pk]), {"next": back})
    assert response["Location"] == (back if ours else job.get_absolute_url())
    job.refresh_from_db()
    assert job.status == "stopped"


@pytest.mark.django_db(transaction=True)
def test_a_task_inside_a_transaction_is_seen_and_can_be_stopped() -> None:
    job = queued(to=3)
    running = registry.Running(job)

    def look_and_stop() -> tuple[int, int]:
        try:
            seen = Job.objects.get(pk=job.pk)
            actions.stop(seen, by=seen.by)
            return seen.done, seen.total
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as person, transaction.atomic():
        running.progress(1, 10)
        assert person.submit(look_and_stop).result(timeout=20) == (1, 10)
        with pytest.raises(registry.Stopped):
            running.progress(2, 10)
