"""Without JavaScript: the whole way of a report, sealed as it arrives."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from nacl.public import PublicKey

from mingcha.outer.codes.models import today
from mingcha.outer.conftest import Team, published
from mingcha.outer.reports import actions
from mingcha.outer.reports.models import Part, Submission
from mingcha.outer.reports.tests import pictures
from mingcha.outer.reports.tests.sealed import reply_to

TYPED = {"about": "money", "text": "某项目的钱被挪用了。", "named": "no"}


def send(team: Team, **more: object) -> str:
    """The receipt's words of a report that was sent."""
    response = Client().post(team.code.get_absolute_url(), TYPED | more)
    assert response.status_code == 200, response.content.decode()
    return " ".join(words_of(response.content.decode()))


def words_of(page: str) -> list[str]:
    return re.findall(r"<li>([\u4e00-\u9fff]{2})</li>", page)


def body_of(team: Team) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(team.reads(Part.objects.get(name="body")))
    return found


def test_a_report_arrives_sealed_to_the_team(team: Team) -> None:
    words = send(team)
    assert len(words.split()) == 9
    submission = Submission.objects.get()
    assert (submission.complete, submission.sealed_by, submission.day) == (True, "server", today())
    body = body_of(team)
    assert body["text"] == TYPED["text"]
    assert body["named"] is False
    assert not Part.objects.filter(name="identity").exists()


def test_a_name_is_sealed_apart_from_the_report(team: Team) -> None:
    send(team, named="yes", name="一位群众", phone="123")
    identity = json.loads(team.reads(Part.objects.get(name="identity")))
    assert identity == {"v": 1, "name": "一位群众", "phone": "123", "address": "", "other": ""}
    assert "一位群众" not in json.dumps(body_of(team), ensure_ascii=False)


def test_files_are_listed_in_the_report_and_sealed_one_by_one(team: Team) -> None:
    send(team, attachments=[SimpleUploadedFile("账本.txt", b"one"), SimpleUploadedFile("b.txt", b"two")])
    body = body_of(team)
    assert [one["name"] for one in body["files"]] == ["账本.txt", "b.txt"]
    assert team.reads(Part.objects.get(name="file-1")) == b"two"


def test_files_are_cleaned_before_they_are_sealed_and_the_receipt_says_what_went(team: Team) -> None:
    photo = SimpleUploadedFile("IMG_20260102.jpg", pictures.jpeg_with_place())
    paper = SimpleUploadedFile("说明.docx", pictures.document())
    page = (
        Client().post(team.code.get_absolute_url(), TYPED | {"attachments": [photo, paper]}).content.decode()
    )
    assert "拍摄地点（定位）" in page
    assert "修订" in page
    told = [(one["name"], one["cleaned"], one["stays"]) for one in body_of(team)["files"]]
    assert told == [("picture-1.jpg", True, []), ("说明.docx", True, ["changes", "comment"])]
    for part in Part.objects.filter(name__startswith="file"):
        content = team.reads(part)
        for secret in (pictures.MAKER.encode(), b"Somebody Real", b"a second file"):
            assert secret not in pictures.unpacked(content)


def test_originals_go_along_only_when_asked_for_and_what_cannot_be_cleaned_goes_as_it_is(team: Team) -> None:
    photo = SimpleUploadedFile("原图.jpg", pictures.jpeg_with_place())
    odd = SimpleUploadedFile("a.bin", b"\x01\x02 unknown")
    response = Client().post(
        team.code.get_absolute_url(), TYPED | {"attachments": [photo, odd], "originals": "on"}
    )
    assert "无法检查" in response.content.decode()
    told = [(one["name"], one["cleaned"]) for one in body_of(team)["files"]]
    assert told == [("picture-1.jpg", True), ("原图.jpg", False), ("a.bin", False)]
    assert team.reads(Part.objects.get(name="file-1")) == pictures.jpeg_with_place()


def test_more_files_than_fit_are_refused_with_originals_counted(team: Team) -> None:
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(11)]
    given = TYPED | {"attachments": many, "originals": "on"}
    assert Client().post(team.code.get_absolute_url(), given).status_code == 422
    assert not Submission.objects.exists()


def test_what_is_hidden_in_an_addition_is_told_too(team: Team) -> None:
    words = send(team)
    photo = SimpleUploadedFile("IMG_20260102.jpg", pictures.jpeg_with_place())
    response = Client().post("/return/add/", {"words": words, "text": "还有。", "attachments": [photo]})
    assert "拍摄地点（定位）" in response.content.decode()
    addition = Submission.objects.get(kind="addition")
    assert pictures.MAKER.encode() not in team.reads(addition.parts.get(name="file-0"))


def test_with_the_receipt_the_answer_is_read_and_without_it_not(team: Team) -> None:
    words = send(team)
    reply_to(Submission.objects.get(), "已经核实，谢谢。")
    page = Client().post("/return/", {"words": words})
    assert "已经核实，谢谢。" in page.content.decode()
    assert "已经核实，谢谢。".encode() not in bytes(Submission.objects.get().replies.get().sealed)


def test_what_is_added_belongs_to_the_report(team: Team) -> None:
    words = send(team)
    response = Client().post("/return/add/", {"words": words, "text": "还有一件事。"})
    assert response.status_code == 200
    addition = Submission.objects.get(kind="addition")
    assert addition.parent == Submission.objects.get(kind="report")
    assert json.loads(team.reads(addition.parts.get()))["text"] == "还有一件事。"
    assert len(addition.signature) == 128


def test_whether_one_was_satisfied_is_asked_once_there_is_an_answer(team: Team) -> None:
    words = send(team)
    assert "/return/satisfaction/" not in Client().post("/return/", {"words": words}).content.decode()
    reply_to(Submission.objects.get(), "已经核实，谢谢。")
    assert "/return/satisfaction/" in Client().post("/return/", {"words": words}).content.decode()


def test_a_receipt_is_not_lost_to_the_other_language(team: Team) -> None:
    """The address alone would show an empty form."""
    address = team.code.get_absolute_url()
    given = {"about": "money", "text": "某事。", "named": "no"}
    assert f'href="/en{address}"' in Client().get(address).content.decode()
    assert f'href="/en{address}"' not in Client().post(address, given).content.decode()


def test_whether_one_was_satisfied_is_sealed_too(team: Team) -> None:
    words = send(team)
    Client().post("/return/satisfaction/", {"words": words, "grade": "4", "text": ""})
    sealed = Submission.objects.get(kind="satisfaction").parts.get()
    assert json.loads(team.reads(sealed))["grade"] == 4


def test_the_deadline_is_shown_to_whoever_holds_the_receipt(team: Team) -> None:
    words = send(team)
    due = today() + timedelta(days=20)
    actions.set_deadline(Submission.objects.get().pk, due=due, state="handled")
    page = Client().post("/return/", {"words": words}).content.decode()
    assert due.isoformat() in page
    assert "办理中" in page


def test_that_the_name_was_opened_is_told_to_whoever_holds_the_receipt_and_to_nobody_else(team: Team) -> None:
    words = send(team, named="yes", name="一位群众")
    due, day = today() + timedelta(days=20), today() - timedelta(days=1)
    actions.set_deadline(Submission.objects.get().pk, due=due, state="handled", revealed=day)
    page = Client().post("/return/", {"words": words}).content.decode()
    assert f"{day.isoformat()}，巡察组两人" in page
    for address in ("/", "/codes/", team.code.get_absolute_url()):
        public = Client().get(address).content.decode()
        assert day.isoformat() not in public
        assert due.isoformat() not in public


@pytest.mark.parametrize("words", ["", "红松", "红松 " * 9, "黑暗 " * 9])
def test_a_wrong_receipt_is_refused_and_what_was_typed_is_kept(team: Team, words: str) -> None:
    response = Client().post("/return/", {"words": words})
    assert response.status_code == 422
    assert words.strip() in response.content.decode()


def test_a_bad_form_says_what_is_missing_and_keeps_the_rest(team: Team) -> None:
    response = Client().post(team.code.get_absolute_url(), TYPED | {"about": "", "named": "yes", "name": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert TYPED["text"] in page
    assert page.count('_error" role="alert"') == 2
    assert not Submission.objects.exists()


def test_two_words_of_the_receipt_are_asked_back(team: Team) -> None:
    page = Client().post(team.code.get_absolute_url(), TYPED).content.decode()
    words = words_of(page)
    found = re.search(r'name="check" value="(\w+)"', page)
    asked = re.search(r"第 (\d) 个和第 (\d) 个词", page)
    assert found
    assert asked
    right = words[int(asked[1]) - 1] + words[int(asked[2]) - 1]
    for typed, status in ((right, 200), (right[::-1], 422), ("", 422)):
        response = Client().post("/confirm/", {"check": found[1], "retyped": typed})
        assert response.status_code == status


def test_a_team_without_an_identity_key_takes_no_names(db: None) -> None:
    team = published("EFGH2345", identity_key=None)
    assert 'name="named"' not in Client().get(team.code.get_absolute_url()).content.decode()
    send(team, named="yes", name="一位群众")
    assert [part.name for part in Part.objects.all()] == ["body"]


def test_a_code_that_ended_or_was_withdrawn_takes_nothing_more(db: None) -> None:
    ended = published("EFGH2345", ends=(today() - timedelta(days=1)).isoformat())
    withdrawn = published("EFGH2346", withdrawn=True)
    for team in (ended, withdrawn):
        assert Client().get(team.code.get_absolute_url()).status_code == 410
        assert Client().post(team.code.get_absolute_url(), TYPED).status_code == 410
    assert not Submission.objects.exists()


def test_a_forged_code_is_said_to_be_forged(db: None) -> None:
    response = Client().get("/c/ZZZZ9999/")
    assert response.status_code == 404
    assert "不是真的" in response.content.decode()


def test_nothing_is_read_of_more_than_is_taken(team: Team) -> None:
    response = Client().post(
        team.code.get_absolute_url(),
        b"x",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="99999999",
    )
    assert response.status_code == 422


def test_the_key_of_the_receipt_is_one_of_a_box(team: Team) -> None:
    send(team)
    PublicKey(bytes.fromhex(Submission.objects.get().reporter_box))
