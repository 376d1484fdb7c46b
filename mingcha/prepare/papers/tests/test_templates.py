"""Templates: published by the head, used from then on, refused with the name of what nothing fills."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.papers import actions
from mingcha.prepare.papers.models import PaperTemplate
from mingcha.prepare.papers.queries import fault_in, filled
from mingcha.prepare.plans.queries import paragraphs_of
from mingcha.registry.bodies.models import Kind, Role
from mingcha.testing.briefs import make_request
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.plans import make_work_plan
from mingcha.testing.prepare import Made, make_round_with_people, officer
from mingcha.testing.registry import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Made:
    return make_round_with_people("ready", organisations=2)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def published(
    made: Made, kind: str = "plan", *, base: PaperTemplate | None = None, **given: Any
) -> PaperTemplate:
    values: dict[str, Any] = {
        "title": "{轮次名称}方案",
        "parts": [("巡察谁", "共{对象数}个单位。")],
        "note": "本级",
        **given,
    }
    base = base or actions.template_for(made.office.pk, kind)
    return actions.publish_template(base, office=made.office, by=made.fresh("office_head"), **values)


def test_the_standard_ones_are_loaded_once_and_fill_without_a_fault() -> None:
    assert (actions.load_templates(), actions.load_templates()) == (5, 0)
    for template in PaperTemplate.objects.prefetch_related("parts"):
        assert fault_in(template.title, template.title_places) is None
        for part in template.parts.all():
            assert fault_in(part.text, template.places) is None
            assert "{" not in filled(part.text, dict.fromkeys(template.places, "某"))


def test_papers_begin_with_the_version_in_use_and_earlier_ones_keep_theirs(made: Made) -> None:
    handbook = make_work_plan(made, kind="handbook")
    before = [one.text for one in paragraphs_of(handbook.current)]
    published(made, "handbook")
    template = published(made)
    plan = make_work_plan(made)
    assert (plan.title, plan.template) == (f"{made.round.name}方案", template)
    assert [(one.heading, one.text) for one in paragraphs_of(plan.current)] == [("巡察谁", "共2个单位。")]
    assert [one.text for one in paragraphs_of(handbook.current)] == before
    assert handbook.template is not None
    assert handbook.template.office is None
    beside = make_round_with_people("ready")
    assert make_work_plan(beside).title == f"{beside.round.name}工作方案"


def test_departments_are_asked_by_the_first_part_that_fits_them(made: Made) -> None:
    parts = [("纪检监察机关", "{收函部门}：{所涉期间}线索"), ("审计、统计", "审计情况"), ("", "其他情况")]
    title = "关于{轮次名称}提供信息清单的函"
    template = published(made, "information", title=title, parts=parts)
    discipline = made.office.bodies.get(kind=Kind.DISCIPLINE)
    request = make_request(made, "draft", body=discipline)
    assert (request.template, request.items) == (template, f"{discipline.name}：近三年线索")
    audit = make_request(made, "draft", body=made.office.bodies.get(kind=Kind.DEPARTMENT))
    assert audit.items == "审计情况"
    personnel = made.office.bodies.get(kind=Kind.ORGANISATION_DEPARTMENT)
    assert make_request(made, "draft", body=personnel).items == "其他情况"


def test_only_the_head_publishes_and_only_from_the_newest(made: Made) -> None:
    standard = actions.template_for(made.office.pk, "plan")
    given: dict[str, Any] = {"office": made.office, "title": "方案", "parts": [("一", "二")], "note": "改"}
    for by in (
        made.fresh("office_staff"),
        made.fresh("group_head"),
        officer(make_office(), Role.OFFICE_HEAD),
    ):
        with pytest.raises(NotAllowed):
            actions.publish_template(standard, by=by, **given)
    first = published(made)
    second = published(made, base=first)
    first.refresh_from_db()
    assert (first.is_current, second.version) == (False, 3)
    for stale in (standard, first):
        with pytest.raises(NotNow):
            published(made, base=stale)
    assert Event.objects.filter(action="template.publish", subject_id=second.pk).exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"parts": [("对象", "共{人数}个")]}, "人数"),
        ({"parts": [("{对象数}", "共几个")]}, "对象数"),
        ({"parts": [("对象", "共{对象数个")]}, "单独"),
        ({"title": "{巡察对象}方案"}, "巡察对象"),
        ({"parts": []}, "至少"),
        ({"parts": [("一", "二")] * 61}, "60"),
    ],
)
def test_a_place_that_nothing_fills_is_refused_by_its_name(
    made: Made, given: dict[str, Any], told: str
) -> None:
    with pytest.raises(Invalid, match=told):
        published(made, **given)


def rows(*parts: tuple[str, str]) -> dict[str, str]:
    sent = {"parts": "", "form-TOTAL_FORMS": str(len(parts)), "form-INITIAL_FORMS": "0"}
    for place, (heading, text) in enumerate(parts):
        sent |= {f"form-{place}-heading": heading, f"form-{place}-text": text}
        sent[f"form-{place}-ORDER"] = str(place + 1)
    return sent


def test_the_editor_lists_the_places_and_keeps_what_was_typed(made: Made) -> None:
    standard = actions.template_for(made.office.pk, "plan")
    head, url = at(made.fresh("office_head")), reverse("papers:publish", args=[standard.pk])
    page = head.get(url).content.decode()
    assert all(f"{{{name}}}" in page for name in standard.places)
    wrong = head.post(url, {"title": "我的{轮次}方案", "note": "改", **rows(("甲", "共{几个}个"))})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert all(one in text for one in ("我的{轮次}方案", "共{几个}个", "{轮次}没有", "{几个}没有"))
    sent = {"title": "我的方案", "note": "改", **rows(("甲", "共{对象数}个"), ("乙", "第二段"))}
    assert head.post(url, sent).status_code == 302
    made_one = PaperTemplate.objects.get(office=made.office)
    assert list(made_one.parts.values_list("heading", "text")) == [("甲", "共{对象数}个"), ("乙", "第二段")]
    late = head.post(url, sent)
    assert (late.status_code, "第二段" in late.content.decode()) == (422, True)
    assert PaperTemplate.objects.filter(office=made.office).count() == 1


def test_who_may_not_open_or_edit_it(made: Made) -> None:
    own = published(made)
    page, edit = own.get_absolute_url(), reverse("papers:publish", args=[own.pk])
    for user in (officer(make_office(), Role.OFFICE_HEAD), make_user(), make_administrator("system")):
        assert (at(user).get(page).status_code, at(user).get(edit).status_code) == (404, 404)
    for name in ("office_staff", "group_head", "leader"):
        assert at(made.fresh(name)).get(page).status_code == 200
        assert at(made.fresh(name)).get(edit).status_code == 403
