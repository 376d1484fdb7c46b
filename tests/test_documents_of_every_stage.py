"""Every official paper of every stage is drawn up once and keeps the national format (GB/T 9704)."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from mingcha.analyse.datasets.actions import destroy_dataset
from mingcha.conduct.field.actions import make_edition, read_certificate, sign_certificate
from mingcha.conduct.field.editions import open_keys
from mingcha.conduct.inspections.actions import create_comment, create_prompt
from mingcha.conduct.intake.actions.keys import destroy_keys
from mingcha.foundation.documents import registry
from mingcha.foundation.documents.actions import draw_up
from mingcha.prepare.briefs.actions import chase_many
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.registry.bodies.models import Role
from mingcha.testing.briefs import make_request
from mingcha.testing.conclude import make_feedback, make_meeting, make_report
from mingcha.testing.conduct import Site, make_activity, make_petition, make_site
from mingcha.testing.datasets import make_dataset, make_version
from mingcha.testing.exchange import make_keys as make_exchange_keys
from mingcha.testing.findings import make_immediate, make_signed_paper
from mingcha.testing.intake import make_keys
from mingcha.testing.plans import make_work_plan
from mingcha.testing.prepare import BEGINNING, officer
from mingcha.testing.registry import make_office
from mingcha.testing.resolve import make_item, make_lead, make_plan, make_suggestion
from mingcha.testing.schedule import make_proposal

Made = tuple[Any, Any]  # the record, and who draws it up


def _report() -> Made:
    report = make_report(status="approved")
    return report, report.drafted_by


def _feedback() -> Made:
    opinion = make_feedback(status="approved")
    return opinion, opinion.drafted_by


def _minutes() -> Made:
    site = make_site()
    return make_meeting(site), site.staff


def _transfer() -> Made:
    site = make_site()
    return make_lead(site, "receipted").transfer, site.staff


def _plan() -> Made:
    plan = make_plan(status="adopted")
    return plan, plan.made_by


def _item() -> Made:
    item = make_item(status="written_off")
    return item, item.written_off_by


def _suggestion() -> Made:
    site = make_site()
    return make_suggestion(site, "sent"), site.staff


def _of_site(
    make: Callable[[Site], Any], who: str = "office_staff", status: str = "on_site"
) -> Callable[[], Made]:
    def made() -> Made:
        site = make_site(status)
        return make(site), site.person(who)

    return made


def _activity(kind: str) -> Callable[[], Made]:
    return _of_site(
        lambda site: make_activity(site.inspection, kind, by=site.leader, status="confirmed"), "leader"
    )


def _talk() -> Made:
    site = make_site()
    two: dict[str, Any] = {"by": site.leader, "inspectors": [site.leader, site.member]}
    return make_activity(site.inspection, "talk", status="confirmed", **two), site.leader


def _petition() -> Made:
    site = make_site()
    petition = make_petition(
        site.inspection, by=site.person("liaison"), decider=site.leader, status="passed_on"
    )
    return petition, site.leader


def _comment() -> Made:
    site = make_site()
    group = site.person("group_head")
    return create_comment(site.inspection, by=group, text="聚焦主责主业", given_on=BEGINNING), group


def _prompt() -> Made:
    site = make_site()
    where = {"round": site.made.round, "team": site.made.team}
    words = {"title": "关于规范谈话的提示", "text": "请规范谈话程序。", "given_on": BEGINNING}
    return create_prompt(by=site.staff, **where, **words), site.staff


def _destroyed() -> Made:
    site = make_site()
    dataset = make_dataset(by=site.staff, in_round=site.made.round)
    make_version(dataset, by=site.member)
    destroy_dataset(dataset, witness="监销人", reason="保存期限已满", by=site.head)
    return dataset, site.staff


def _keys_destroyed() -> Made:
    site = make_site()
    keys = make_keys(site)
    ROUNDS.perform(site.made.round, "stop", by=site.person("group_head"), note="提前结束")
    keys.refresh_from_db()
    destroy_keys(keys, witness="监销人", reason="本轮结束", by=site.head)
    return keys, site.staff


def _chased(site: Site) -> Any:
    request = make_request(site.made)
    chase_many([request], by=site.staff)
    request.refresh_from_db()
    return request


def _schedule() -> Made:
    adopted = make_proposal("adopted", office=make_office("city"))
    return adopted, officer(adopted.office, Role.OFFICE_STAFF)


def _pledge() -> Made:
    site = make_site()
    return site.made.round.pledges.get(user=site.member), site.member


def _wiped() -> Made:
    make_exchange_keys()
    site = make_site()
    with TemporaryDirectory() as folder:
        given = {"to": Path(folder) / "edition", "passphrase": "一句 很长 的 口令 用于 测试"}
        edition = make_edition(site.inspection, by=site.staff, **given)
        keys = open_keys(given["to"], given["passphrase"])
    said = {"edition": str(edition.pk), "on": "2026-03-01", "last_sent": 1, "by": "某人", "team": "第一组"}
    read_certificate(sign_certificate(said, keys.signing_key), site.staff)
    edition.refresh_from_db()
    return edition, site.staff


PAPERS: dict[str, Callable[[], Made]] = {
    "term_plan": _schedule,
    "year_plan": _schedule,
    "report": _report,
    "feedback_opinion": _feedback,
    "minutes": _minutes,
    "lead_transfer": _transfer,
    "rectification_plan": _plan,
    "write_off": _item,
    "suggestion": _suggestion,
    "notice": _of_site(lambda site: site.inspection),
    "announcement": _of_site(lambda site: site.inspection),
    "paper_catalogue": _of_site(lambda site: make_signed_paper(site).inspection),
    "working_paper": _of_site(make_signed_paper, "member"),
    "fact_confirmation": _of_site(make_signed_paper, "member"),
    "immediate_notice": _of_site(lambda site: make_immediate(site, "issued")),
    "comment": _comment,
    "prompt": _prompt,
    "talk_record": _talk,
    "file_list": _activity("file_review"),
    "pass_on_letter": _petition,
    "destruction_certificate": _destroyed,
    "keys_destroyed": _keys_destroyed,
    "field_wiped": _wiped,
    "list_request": _of_site(lambda site: make_request(site.made)),
    "list_chaser": _of_site(_chased),
    "work_plan": _of_site(lambda site: make_work_plan(site.made, "sent")),
    "pre_review": _of_site(lambda site: make_work_plan(site.made, "approved"), "group_head"),
    "pledge": _pledge,
    "secondment_letter": _of_site(lambda site: site.made.round.authorisation),
    "authorisation_letter": _of_site(lambda site: site.made.round.authorisation),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_drawn_up_in_the_national_format(name: str) -> None:
    record, by = PAPERS[name]()
    assert record is not None
    document = draw_up(name, record, by=by)
    assert document.docx.size > 0
    assert document.pdf.size > 0


def test_every_paper_is_tried_here() -> None:
    names = {template.name for template in registry._templates.values()}
    assert names <= set(PAPERS), names - set(PAPERS)
