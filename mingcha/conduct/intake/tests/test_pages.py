"""The pages: unlocking in two browsers, opening, files, replies, identity, posters, questionnaires."""

import time
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from mingcha.conduct.intake.models import KeyHolder, Part, SealedReport, TeamKeys, Unlocking
from mingcha.foundation.accounts import codes, second_factor
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.notices.models import Notice
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.foundation import PASSWORD
from mingcha.testing.intake import (
    answer,
    make_code,
    make_holder,
    make_keys,
    make_questionnaire,
    make_report,
    passphrase_of,
)

pytestmark = pytest.mark.django_db
WHO = {"name": "测试举报人", "phone": "00000000000"}


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def picture() -> bytes:
    target = BytesIO()
    Image.new("RGB", (40, 30), "red").save(target, "JPEG", exif=b"Exif\0\0GPS-SECRET")
    return target.getvalue()


def unlocked(site: Site, keys: TeamKeys) -> Client:
    """The leader's browser, after the leader and the member gave their shares on their own pages."""
    leader, member = client_of(site.leader), client_of(site.member)
    given = {"password": PASSWORD, "passphrase": passphrase_of(site.leader)}
    response = leader.post(reverse("intake:unlock", args=[keys.pk]), given)
    assert response.status_code == 302, response.context["form"].errors
    asked = Unlocking.objects.latest("created_at")
    given = {"password": PASSWORD, "passphrase": passphrase_of(site.member)}
    assert member.post(asked.get_absolute_url(), given).status_code == 302
    return leader


def opened(site: Site, report: SealedReport) -> tuple[Client, Any]:
    leader = unlocked(site, report.keys)
    return leader, leader.post(reverse("intake:open", args=[report.pk]), {"password": PASSWORD})


def test_a_report_is_opened_after_two_unlocked_and_the_password_was_given_again(site: Site) -> None:
    report = make_report(site, "招标中收受好处", files=[("现场.jpg", picture())])
    leader = client_of(site.leader)
    locked = leader.post(reverse("intake:open", args=[report.pk]), {"password": PASSWORD})
    assert locked["Location"] == reverse("intake:unlock", args=[report.keys_id])
    leader = unlocked(site, report.keys)
    wrong = leader.post(reverse("intake:open", args=[report.pk]), {"password": "wrong"})
    assert wrong.status_code == 422
    assert not Event.objects.filter(action="sealed_report.read").exists()
    page = leader.post(reverse("intake:open", args=[report.pk]), {"password": PASSWORD})
    assert "招标中收受好处" in page.content.decode()
    assert "已去除： 拍摄地点（定位）" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    outside = leader.get(report.get_absolute_url()).content.decode()
    assert "好处" not in outside
    assert "附件 1" in outside


def test_whoever_has_a_second_factor_is_asked_for_its_code_before_opening(site: Site) -> None:
    """A code is right once, and is not spent on a form that is wrong elsewhere."""
    report = make_report(site, "招标中收受好处")
    leader = unlocked(site, report.keys)
    secret = second_factor.begin(site.leader)
    _first, code, *_more = second_factor.confirm(site.leader, codes.code_at(secret, time.time()))
    url = reverse("intake:open", args=[report.pk])
    assert 'name="code"' in leader.get(url).content.decode()
    for wrong in ({"password": PASSWORD}, {"password": PASSWORD, "code": "000000"}):
        assert leader.post(url, wrong).status_code == 422
    assert not Event.objects.filter(action="sealed_report.read").exists()
    assert Event.objects.filter(action="account.refuse_sign_in").count() == 1
    assert leader.post(url, {"password": "", "code": code}).status_code == 422
    given = {"password": PASSWORD, "code": code}
    assert "招标中收受好处" in leader.post(url, given).content.decode()
    assert leader.post(url, given).status_code == 422


def test_another_browser_of_the_same_person_opens_nothing(site: Site) -> None:
    report = make_report(site)
    unlocked(site, report.keys)
    other = client_of(site.leader)
    response = other.post(reverse("intake:open", args=[report.pk]), {"password": PASSWORD})
    assert response.status_code == 302
    assert (
        "在另一浏览器"
        in other.get(Unlocking.objects.latest("created_at").get_absolute_url()).content.decode()
    )


def test_a_picture_is_painted_anew_without_what_was_hidden_and_a_program_is_not_shown(site: Site) -> None:
    report = make_report(site, files=[("现场.jpg", picture()), ("<b>.html", b"\0<script>alert(1)</script>")])
    leader, _page = opened(site, report)
    first, second = Part.objects.filter(name__startswith="file").order_by("name")
    shown = leader.post(reverse("intake:file", args=[first.pk]), {"how": "look"})
    assert "data:image/png;base64," in shown.content.decode()
    assert b"GPS-SECRET" not in shown.content
    hidden = leader.post(reverse("intake:file", args=[second.pk]), {"how": "look"})
    assert "<script>alert" not in hidden.content.decode()
    assert "专用机器" in hidden.content.decode()
    taken: Any = leader.post(reverse("intake:file", args=[first.pk]), {"how": "take"})
    assert b"".join(taken.streaming_content) == picture()
    assert taken["Content-Disposition"].startswith("attachment")


def test_a_file_name_with_lines_in_it_does_not_become_headers(site: Site) -> None:
    report = make_report(site, files=[("a.txt\r\nSet-Cookie: a=b\r\n\r\n<p>", b"abc")])
    leader, _page = opened(site, report)
    taken: Any = leader.post(
        reverse("intake:file", args=[Part.objects.get(name="file-0").pk]), {"how": "take"}
    )
    assert taken.status_code == 200
    assert taken["Content-Disposition"].startswith("attachment")
    assert not any("\r" in value or "\n" in value for value in taken.headers.values())
    assert "a" not in taken.cookies


def test_a_script_in_any_part_of_a_report_stays_text(site: Site) -> None:
    script = "<script>alert(1)</script>"
    report = make_report(
        site, script, files=[(script, script.encode())], identity={"name": script, "phone": script}
    )
    leader, page = opened(site, report)
    file = Part.objects.get(name="file-0")
    shown = leader.post(reverse("intake:file", args=[file.pk]), {"how": "look"})
    leader.post(reverse("intake:reply", args=[report.pk]), {"text": script})
    again = leader.post(reverse("intake:open", args=[report.pk]), {"password": PASSWORD})
    ask = {"password": PASSWORD, "passphrase": passphrase_of(site.leader), "reason": script}
    leader.post(reverse("intake:ask_identity", args=[report.pk]), ask)
    asked = Unlocking.objects.get(purpose="identity")
    agreed = {"password": PASSWORD, "passphrase": passphrase_of(site.head)}
    client_of(site.head).post(asked.get_absolute_url(), agreed)
    identity = leader.post(reverse("intake:reveal", args=[asked.pk]))
    for one in (page, shown, again, identity, leader.get(report.get_absolute_url())):
        assert script not in one.content.decode()
        assert "&lt;script&gt;alert(1)" in one.content.decode()


def test_files_open_only_after_the_report_was_opened(site: Site) -> None:
    report = make_report(site, files=[("a.txt", b"abc")])
    leader = unlocked(site, report.keys)
    part = Part.objects.get(name="file-0")
    assert leader.post(reverse("intake:file", args=[part.pk]), {"how": "look"}).status_code == 409
    for who in (site.member, site.staff):
        response = client_of(who).post(reverse("intake:file", args=[part.pk]), {"how": "look"})
        assert response.status_code == 403


def test_the_reply_form_keeps_what_was_typed_and_seals(site: Site) -> None:
    report = make_report(site)
    leader, url = client_of(site.leader), reverse("intake:reply", args=[report.pk])
    typed = leader.post(url, {"text": "长" * 5000})
    assert typed.status_code == 422
    assert "长" * 100 in typed.content.decode()
    assert leader.post(url, {"text": "已收到"}).status_code == 302
    assert report.replies.count() == 1


def test_an_identity_is_asked_for_agreed_to_and_shown_once(site: Site) -> None:
    report, leader = make_report(site, identity=WHO), client_of(site.leader)
    ask = {
        "password": PASSWORD,
        "passphrase": passphrase_of(site.leader),
        "reason": "需当面核实",
        "tells": "on",
    }
    assert leader.post(reverse("intake:ask_identity", args=[report.pk]), ask).status_code == 302
    asked = Unlocking.objects.get(purpose="identity")
    head = client_of(site.head)
    page = head.get(asked.get_absolute_url()).content.decode()
    assert "需当面核实" in page
    head.post(asked.get_absolute_url(), {"password": PASSWORD, "passphrase": passphrase_of(site.head)})
    assert head.get(asked.get_absolute_url()).status_code == 409  # no form for a share that is given
    told = Notice.objects.get(user=site.leader, text__contains="齐备")
    assert told.url == asked.get_absolute_url()
    url = reverse("intake:reveal", args=[asked.pk])
    assert head.post(url).status_code == 404
    shown = leader.post(url)
    assert WHO["name"] in shown.content.decode()
    assert leader.post(url).status_code == 409
    over = leader.get(asked.get_absolute_url()).content.decode()
    assert "该申请已经结束" in over
    assert "正在等待" not in over
    assert "举报人将被告知" in leader.get(report.get_absolute_url()).content.decode()
    assert "查看了举报人身份" in leader.get(report.get_absolute_url()).content.decode()


def test_a_key_asked_for_to_share_it_anew_says_so_and_refuses_too_few_holders(site: Site) -> None:
    """The holders read what they give for; the office finds its way back and loses nothing it chose."""
    keys, staff, member = make_report(site).keys, client_of(site.staff), client_of(site.member)
    ask = {"password": PASSWORD, "reason": "一名保管人遗忘口令"}
    assert staff.post(reverse("intake:recover_report", args=[keys.pk]), ask).status_code == 302
    asked = Unlocking.objects.get()
    assert Notice.objects.filter(user=site.member, text__contains="重新分发").exists()
    assert "用于重新分发" in member.get(asked.get_absolute_url()).content.decode()
    for person in (site.leader, site.member):
        given = {"password": PASSWORD, "passphrase": passphrase_of(person)}
        client_of(person).post(asked.get_absolute_url(), given)
    page = staff.get(keys.get_absolute_url()).content.decode()
    assert asked.get_absolute_url() in page
    assert "立即锁定" not in page
    holder = KeyHolder.objects.get(user=site.leader)
    url = reverse("intake:share_anew", args=[asked.pk])
    refused = staff.post(url, {"holders": [str(holder.pk)], "needed": "2"})
    assert refused.status_code == 422
    assert "selected" in refused.content.decode() or "checked" in refused.content.decode()


def test_replacing_the_keys_says_before_and_after_what_becomes_of_them(site: Site) -> None:
    keys, staff = make_report(site).keys, client_of(site.staff)
    page = staff.get(reverse("intake:make_keys", args=[keys.team_id])).content.decode()
    assert f"立即替换现用密钥 {keys.fingerprint}" in page
    assert "该密钥已更换" not in staff.get(keys.get_absolute_url()).content.decode()
    make_keys(site)
    after = staff.get(keys.get_absolute_url()).content.decode()
    assert "该密钥已更换" in after
    assert "已没有巡察码使用该密钥" in after


def test_a_masked_copy_holds_no_name_and_no_number(site: Site) -> None:
    report = make_report(site, "张测试（电话 00000000001）在现场。")
    leader, _page = opened(site, report)
    response = leader.post(reverse("intake:redact", args=[report.pk]), {"words": "张测试"})
    assert response["Content-Type"] == "application/pdf"
    import pypdfium2

    document = pypdfium2.PdfDocument(response.content)
    text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    assert "在现场" in text
    assert "张测试" not in text
    assert "00000000001" not in text
    assert Event.objects.get(action="sealed_report.redact").facts["masks"] == 2


def test_reports_on_one_matter_are_offered_for_merging(site: Site) -> None:
    first = make_report(site, "局长在某某工程招标中收受承包商好处费三万元")
    opened(site, first)
    second = make_report(site, "该局局长在某某工程招标时收受承包商三万元好处费")
    _leader, page = opened(site, second)
    assert [one.report for one in page.context["alike"]] == [first]
    url = reverse("petitions:merge_with", args=[second.petition_id, first.petition_id])
    assert url in page.content.decode()


def test_keys_are_made_on_the_teams_page_by_the_office(site: Site) -> None:
    holders = [make_holder(person) for person in (site.leader, site.member, site.head)]
    url = reverse("intake:make_keys", args=[site.inspection.team_id])
    keys = [str(one.pk) for one in holders]
    given = {"report_holders": keys, "report_needed": 2, "identity_holders": keys, "identity_needed": 9}
    staff = client_of(site.staff)
    assert staff.post(url, given).status_code == 422
    assert staff.post(url, {**given, "identity_needed": 2}).status_code == 302
    assert TeamKeys.objects.in_use().count() == 1
    assert client_of(site.leader).post(url, given).status_code == 403


def test_a_passphrase_is_set_changed_and_replaced(site: Site) -> None:
    leader, url = client_of(site.leader), reverse("intake:passphrase")
    first = {
        "password": PASSWORD,
        "passphrase": "山高水长春风化雨润物无声",
        "again": "山高水长春风化雨润物无声",
    }
    assert leader.post(url, {**first, "again": "不一样"}).status_code == 422
    assert leader.post(url, first).status_code == 302
    second = {**first, "passphrase": "另外一句只有我知道的话语呀", "again": "另外一句只有我知道的话语呀"}
    assert leader.post(url, {**second, "old": "不对不对不对不对不对不对"}).status_code == 422
    assert leader.post(url, {**second, "old": first["passphrase"]}).status_code == 302
    assert leader.post(url, {**first, "old": ""}).status_code == 302
    assert KeyHolder.objects.count() == 1


@pytest.mark.parametrize("sheet", ["a4", "a3", "cards"])
def test_posters_are_printed_and_it_is_on_the_trail(site: Site, sheet: str) -> None:
    code = make_code(site)
    response = client_of(site.leader).get(reverse("intake:poster", args=[code.pk, sheet]))
    assert response.content.startswith(b"%PDF")
    assert Event.objects.get(action="reporting_code.print").facts == {"sheet": sheet}
    assert client_of(site.member).get(reverse("intake:poster", args=[code.pk, sheet])).status_code == 403
    assert client_of(site.leader).get(reverse("intake:poster", args=[code.pk, "a0"])).status_code == 404


def test_a_questionnaire_is_counted_in_the_browser_that_unlocked(site: Site) -> None:
    questionnaire = make_questionnaire(site, "published", invited=10)
    answer(questionnaire, *[{"q1": 0, "q2": 1, "q3": 0, "q5": "意见"}] * 6, by=site.staff)
    url = reverse("intake:count", args=[questionnaire.pk])
    assert client_of(site.leader).post(url).status_code == 302
    questionnaire.refresh_from_db()
    assert questionnaire.results is None
    leader = unlocked(site, questionnaire.code.keys)
    leader.post(url)
    page = leader.get(questionnaire.get_absolute_url()).content.decode()
    assert "60.0%" in page
    book = leader.get(reverse("intake:workbook", args=[questionnaire.pk]))
    assert book.content.startswith(b"PK")


def test_panels_lead_from_inspection_team_and_petition(site: Site) -> None:
    report = make_report(site)
    leader = client_of(site.leader)
    for record, wanted in (
        (site.inspection, report.code.get_absolute_url()),
        (site.inspection.team, report.keys.get_absolute_url()),
        (report.petition, report.get_absolute_url()),
    ):
        assert wanted in leader.get(record.get_absolute_url()).content.decode()


def test_destroying_keys_says_first_what_is_lost(site: Site) -> None:
    keys = make_keys(site)
    ROUNDS.perform(site.made.round, "stop", by=site.person("group_head"), note="提前结束")
    page = client_of(site.head).get(reverse("intake:keys_move", args=[keys.pk, "destroy"]))
    assert "将永远无法打开" in page.content.decode()
