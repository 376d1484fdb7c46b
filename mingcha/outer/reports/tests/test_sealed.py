"""What the scripts call: pieces arrive in order, whole, sealed to the right team, and are acknowledged."""

import hashlib
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from nacl.public import PrivateKey

from mingcha.foundation.sealing import acknowledgements
from mingcha.foundation.sealing.fronts import sealed_size
from mingcha.outer.codes.models import today
from mingcha.outer.conftest import Team, published
from mingcha.outer.gate.models import Spent
from mingcha.outer.reports.models import Part, Submission
from mingcha.outer.reports.tests.sealed import Browser, proof, reply_to, sealed

BODY = json.dumps({"v": 1, "text": "某事。"}).encode()


@pytest.fixture
def browser_of(team: Team) -> Browser:
    return Browser(team)


def body(team: Team) -> bytes:
    return sealed(BODY, team.code.reader)


def test_a_report_arrives_and_its_acknowledgement_can_be_verified(browser_of: Browser) -> None:
    stream = body(browser_of.team)
    answer = browser_of.send({"body": stream})
    public = acknowledgements.public_half(settings.ACKNOWLEDGEMENT_SEED)
    facts = acknowledgements.verify(answer.json()["acknowledgement"], public)
    digest = acknowledgements.digest_of({"body": hashlib.sha256(stream).hexdigest()})
    assert facts == {"code": "ABCD2345", "day": today().isoformat(), "kind": "report", "digest": digest}
    page = Client().post("/verify/", {"text": answer.json()["acknowledgement"]}).content.decode()
    assert digest in page


def test_sending_the_end_again_gives_the_same_acknowledgement_and_no_second_report(
    browser_of: Browser,
) -> None:
    stream = body(browser_of.team)
    begun = browser_of.begin({"body": len(stream)}).json()["id"]
    browser_of.put(begun, "body", stream)
    digests = {"body": hashlib.sha256(stream).hexdigest()}
    first, again = (browser_of.finish(begun, digests).json() for _time in range(2))
    assert first == again
    assert Submission.objects.filter(complete=True).count() == 1


def test_a_piece_sent_twice_changes_nothing_and_a_gap_is_not_filled(browser_of: Browser) -> None:
    stream = body(browser_of.team)
    begun = browser_of.begin({"body": len(stream)}).json()["id"]
    assert browser_of.put(begun, "body", stream[:1000]).json() == {"received": 1000}
    assert browser_of.put(begun, "body", stream[:1000]).json() == {"received": 1000}
    assert browser_of.put(begun, "body", stream[2000:3000], at=2000).json() == {"received": 1000}
    assert browser_of.put(begun, "body", stream[1000:], at=1000).json() == {"received": len(stream)}
    assert browser_of.team.reads(Part.objects.get()) == BODY


def test_replies_stay_sealed_on_the_way_out(browser_of: Browser) -> None:
    reply_to(browser_of.report(), "谢谢。")
    said = {"proof": proof("open"), "lookup": browser_of.keys.lookup.hex()}
    found = Client().post("/return/open/", said, content_type="application/json")
    assert len(found.json()["replies"]) == 1
    assert "谢谢".encode() not in found.content


def test_an_addition_needs_the_signature_of_the_receipt(browser_of: Browser) -> None:
    report, stream = browser_of.report(), body(browser_of.team)
    stranger = Browser(browser_of.team)
    for wrong in ("", "00" * 64, stranger.signature(report, stream)):
        assert browser_of.send({"body": stream}, kind="addition", signature=wrong).status_code == 422
    right = browser_of.signature(report, stream)
    assert browser_of.send({"body": stream}, kind="addition", signature=right).status_code == 200
    assert Submission.objects.filter(kind="addition", complete=True).count() == 1


def test_an_addition_cannot_be_replayed(browser_of: Browser) -> None:
    report, stream = browser_of.report(), body(browser_of.team)
    right = browser_of.signature(report, stream)
    answers = [browser_of.send({"body": stream}, kind="addition", signature=right) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]


def test_an_addition_of_one_report_is_not_taken_for_another(browser_of: Browser) -> None:
    stream = body(browser_of.team)
    other = Browser(browser_of.team)
    browser_of.report()
    signature = other.signature(other.report(), stream)
    assert browser_of.send({"body": stream}, kind="addition", signature=signature).status_code == 422


def test_a_receipt_belongs_to_one_report(browser_of: Browser) -> None:
    browser_of.report()
    assert browser_of.send({"body": body(browser_of.team)}).status_code == 409


@pytest.mark.parametrize(
    "content",
    [
        b"plain words",
        b"%PDF-1.7 and a ZIP behind it PK\x03\x04",
        b"PK\x03\x04" + bytes(2000),
        b"<script>alert(1)</script>",
        b"MCSTRM1\n\x01\x01" + bytes(5000),
    ],
)
def test_only_what_is_sealed_to_this_team_is_taken(browser_of: Browser, content: bytes) -> None:
    """Polyglots and bombs included: nothing that has a meaning of its own comes in."""
    padded = content.ljust(sealed_size(0), b"\0")
    assert browser_of.send({"body": padded}).status_code == 422
    stranger = bytes(PrivateKey.generate().public_key)
    assert browser_of.send({"body": sealed(BODY, stranger)}).status_code == 422
    assert (
        browser_of.send({"body": sealed(BODY, browser_of.team.code.reader, padded=False)}).status_code == 422
    )
    assert not Submission.objects.filter(complete=True).exists()


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"file-0": 4394},
        {"body": 0},
        {"body": -1},
        {"body": 1 << 40},
        {"body": 4394, "file-20": 4394},
        {"body": 4394, "../../etc/passwd": 4394},
        {"body": "4394"},
        {"body": True},
        [],
    ],
)
def test_rooms_of_the_wrong_kind_or_size_are_refused(browser_of: Browser, parts: dict[str, int]) -> None:
    assert browser_of.begin(parts).status_code == 422
    assert not Submission.objects.exists()


def test_never_more_than_was_announced_is_kept(browser_of: Browser) -> None:
    begun = browser_of.begin({"body": 4394}).json()["id"]
    assert browser_of.put(begun, "body", bytes(5000)).status_code == 422
    assert browser_of.put(begun, "body", bytes((1 << 20) + 1)).status_code == 422
    assert browser_of.put(begun, "file-0", bytes(10)).status_code == 409
    assert browser_of.put(begun, "body", b"x", at=-1).status_code == 422
    assert Part.objects.get().received == 0


def test_the_disk_has_a_bound_in_all(browser_of: Browser, settings: Any) -> None:
    settings.SEALED_BYTES_IN_ALL = 10_000
    assert browser_of.begin({"body": 4394}).status_code == 200
    assert browser_of.begin({"body": 4394, "file-0": 4394}).status_code == 409


def test_a_team_without_an_identity_key_takes_no_identity(db: None) -> None:
    browser = Browser(published("EFGH2345", identity_key=None))
    assert browser.begin({"body": 4394, "identity": 4394}).status_code == 422


def test_a_proof_counts_once_for_its_purpose_and_its_time(
    browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = proof("send:ABCD2345")
    assert browser_of.begin({"body": 4394}, proof=used).status_code == 200
    assert browser_of.begin({"body": 4394}, proof=used).status_code == 409
    for wrong in ("", "x", proof("open"), proof("send:EFGH2345"), used.replace(".4.", ".1."), "9" * 5000):
        assert browser_of.begin({"body": 4394}, proof=wrong).status_code == 403, wrong
    late = proof("send:ABCD2345")
    later = time.time() + 5 * 3600
    monkeypatch.setattr("time.time", lambda: later)
    assert browser_of.begin({"body": 4394}, proof=late).status_code == 403
    assert Spent.objects.count() == 1


def test_work_that_was_not_done_is_noticed(browser_of: Browser) -> None:
    done = proof("send:ABCD2345", bits=12)
    challenge = done.rpartition(":")[0]
    wrong = [f"{challenge}:{number}" for number in range(3)]
    assert [browser_of.begin({"body": 4394}, proof=one).status_code for one in wrong if one != done][:2] == [
        403
    ] * 2


def test_scripts_send_nothing_to_a_forged_ended_or_withdrawn_code(team: Team) -> None:
    ended = published("EFGH2345", ends=(today() - timedelta(days=1)).isoformat())
    withdrawn = published("EFGH2346", withdrawn=True)
    for other in (ended, withdrawn):
        assert Browser(other).begin({"body": 4394}).status_code == 409
    forged = {"proof": proof("send:ZZZZ9999"), "kind": "report", "parts": {"body": 4394}}
    answer = Client().post("/c/ZZZZ9999/begin/", forged, content_type="application/json")
    assert answer.status_code == 409
    elsewhere = {"proof": proof("send:EFGH2346"), "kind": "report", "parts": {"body": 4394}}
    answer = Client().post("/c/ABCD2345/begin/", elsewhere, content_type="application/json")
    assert answer.status_code == 403
    assert not Submission.objects.exists()


def test_what_is_no_json_is_refused(team: Team) -> None:
    for raw in (b"", b"[]", b"{", b"[" * 100_000, b'{"parts": 1}', b"x" * 70_000):
        answer = Client().post("/c/ABCD2345/begin/", raw, content_type="application/json")
        assert answer.status_code in (403, 422), raw[:20]
