from typing import Any

import pytest
from django.test import Client, RequestFactory

from mingcha.foundation.jobs.models import Job
from mingcha.foundation.notices.actions import notify, telling
from mingcha.foundation.notices.context import unread
from mingcha.foundation.notices.models import Notice
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.django_db


def test_each_active_person_is_told_once() -> None:
    user, closed = make_user(), make_user(is_active=False)
    job = Job.objects.create(task="errand", title="测试", by=user)
    notify([user, user, closed], "办结", record=job)
    notice = Notice.objects.get()
    assert (notice.user, notice.url) == (user, job.get_absolute_url())


def test_one_reads_only_ones_own(client: Client) -> None:
    user, other = make_user(), make_user()
    notify([user, other], "请审核")
    theirs = Notice.objects.get(user=other)
    client.force_login(user)
    assert "请审核" in client.get("/notices/").content.decode()
    assert client.post(f"/notices/{theirs.pk}/read/").status_code == 404
    client.post("/notices/read/")
    assert list(Notice.objects.unread()) == [theirs]


def test_opening_a_notice_marks_it_and_goes_there(client: Client) -> None:
    user = make_user()
    job = Job.objects.create(task="errand", title="测试", by=user)
    notify([user], "办结", record=job)
    client.force_login(user)
    response = client.post(f"/notices/{Notice.objects.get().pk}/read/")
    assert response.headers["Location"] == job.get_absolute_url()
    assert not Notice.objects.unread().exists()


def test_the_count_is_of_unread_ones(rf: RequestFactory) -> None:
    user = make_user()
    notify([user], "一")
    notify([user], "二")
    request: Any = rf.get("/")
    request.user = user
    assert unread(request)["unread"] == 2


def test_a_move_tells_people_but_not_whoever_made_it() -> None:
    by, other = make_user(), make_user()
    job = Job.objects.create(task="errand", title="测试", by=by)
    done: list[object] = []
    move = telling(lambda record: [by, other], "Returned: %(record)s", lambda *given: done.append(given))
    move(job, by, {"on": None})
    assert done
    assert [(one.user, one.text) for one in Notice.objects.all()] == [(other, "Returned: 测试")]
