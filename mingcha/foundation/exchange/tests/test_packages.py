"""Sending and receiving: what arrives whole is taken in once, and nothing else is."""

import io
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.actions import sending
from mingcha.foundation.exchange.batches import batched
from mingcha.foundation.exchange.models import Channel, Package
from mingcha.foundation.exchange.packages.declarations import FILE, MAGIC, RECORD, Item
from mingcha.foundation.exchange.places import folder, place_of
from mingcha.foundation.exchange.queries import missing_numbers
from mingcha.foundation.exchange.rows import weights_of
from mingcha.foundation.records import new_id
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.exchange import Notes, Partner, bring
from mingcha.testing.foundation import make_administrator, make_user

pytestmark = pytest.mark.django_db
Made = tuple[Channel, Partner]


def sent_bytes(package: Package) -> bytes:
    return place_of(package).read_bytes()


# Sending


def test_the_partner_reads_what_was_sent_and_nobody_else_could(
    made: Made, clerk: User, kept: Notes, tmp_path: Path
) -> None:
    channel, partner = made
    photo = tmp_path / "photo.jpg"
    photo.write_bytes("照片".encode() * 50_000)
    kept.to_send = [kept.item("一号"), kept.item("二号", {"photo": photo})]
    package = actions.write_package(channel, by=clerk)
    raw = sent_bytes(package)
    head, records, files = partner.reads(raw)
    assert (head.number, head.kinds, head.files) == (1, {"test.note": 2}, 1)
    assert [record.fields["text"] for record in records] == ["一号", "二号"]
    assert files == [photo.read_bytes()]
    assert "一号".encode() not in raw


def test_only_what_is_new_or_changed_goes_again(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    first, second = kept.item("一"), kept.item("二")
    kept.to_send = [first, second]
    actions.write_package(channel, by=clerk)
    changed = Item(kept.name, second.id, {"text": "二,改"})
    kept.to_send = [first, changed]
    _head, records, _files = partner.reads(sent_bytes(actions.write_package(channel, by=clerk)))
    assert [record.id for record in records] == [second.id]
    with pytest.raises(NotNow, match="没有新|nothing new"):
        actions.write_package(channel, by=clerk)


def test_packages_form_a_chain(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    digests = [""]
    for number in (1, 2, 3):
        kept.to_send = [kept.item(str(number))]
        package = actions.write_package(channel, by=clerk)
        head, _records, _files = partner.reads(sent_bytes(package))
        assert (head.number, head.previous) == (number, digests[-1])
        digests.append(package.digest)


def test_a_file_that_changes_while_it_is_written_stops_the_package(
    made: Made, clerk: User, kept: Notes
) -> None:
    channel, _partner = made
    sizes = iter([10, 10, 12])  # asked twice before it is read
    kept.to_send = [kept.item("一", {"a": lambda: io.BytesIO(bytes(next(sizes)))})]
    before = set(folder().iterdir())
    with pytest.raises(NotNow):
        actions.write_package(channel, by=clerk)
    channel.refresh_from_db()
    assert (channel.sent_number, set(folder().iterdir())) == (0, before)


# Taking in


@pytest.mark.parametrize("suite", [1, 2])
def test_what_the_partner_wrote_is_taken_in_with_its_files(
    made: Made, clerk: User, kept: Notes, suite: int
) -> None:
    _channel, partner = made
    item = kept.item("来件", {"photo": lambda: io.BytesIO(bytes(200_000))})
    package = bring(partner.writes([item], suite=suite), by=clerk)
    assert (package.outcome, package.changed) == ("applied", {"test.note": 1})
    assert kept.kept == {item.id: {"text": "来件"}}
    assert kept.files[item.id] == {"photo": bytes(200_000)}
    assert not place_of(package).exists()


def test_one_that_is_only_signed_is_taken_in_too(made: Made, clerk: User, kept: Notes) -> None:
    item = kept.item()
    assert bring(made[1].writes([item], sealed=False), by=clerk).outcome == "applied"
    assert list(kept.kept) == [item.id]


def test_bringing_it_twice_changes_nothing(made: Made, clerk: User, kept: Notes) -> None:
    raw = made[1].writes([kept.item()])
    first = bring(raw, by=clerk)
    kept.kept.clear()
    again = bring(raw, by=clerk)
    assert again == first
    assert kept.kept == {}
    assert Package.objects.count() == 1
    assert Event.objects.filter(action="channel.repeat").count() == 1


def test_a_gap_is_reported_and_filled(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    one, two, three = (partner.writes([kept.item(str(number))]) for number in (1, 2, 3))
    bring(one, by=clerk)
    bring(three, by=clerk)
    assert missing_numbers(channel) == [2]
    bring(two, by=clerk)
    assert missing_numbers(channel) == []
    assert len(kept.kept) == 3


def test_a_number_the_sender_gave_up_is_missing_no_more(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    partner.writes([kept.item("丢失")])
    bring(partner.writes([kept.item("重发")], void=[1]), by=clerk)
    assert missing_numbers(channel) == []


def flipped(raw: bytes, place: int) -> bytes:
    return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.2, 0.5, 0.8, 0.999])
def test_a_changed_package_changes_nothing_and_says_why(
    made: Made, clerk: User, kept: Notes, share: float, sealed: bool
) -> None:
    raw = made[1].writes([kept.item("字" * 50_000), kept.item()], sealed=sealed)
    package = bring(flipped(raw, int(len(raw) * share)), by=clerk)
    assert (package.outcome, kept.kept) == ("refused", {})
    assert package.reason
    assert not place_of(package).exists()
    assert bring(raw, by=clerk).outcome == "applied"


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("share", [0.001, 0.01, 0.5, 0.9, 0.9999])
def test_a_package_cut_off_changes_nothing(
    made: Made, clerk: User, kept: Notes, share: float, sealed: bool
) -> None:
    raw = made[1].writes([kept.item("字" * 50_000), kept.item()], sealed=sealed)
    package = bring(raw[: int(len(raw) * share)], by=clerk)
    assert (package.outcome, kept.kept) == ("refused", {})


def test_something_added_at_the_end_is_refused(made: Made, clerk: User, kept: Notes) -> None:
    for sealed in (True, False):
        raw = made[1].writes([kept.item()], sealed=sealed)
        assert bring(raw + b"more", by=clerk).outcome == "refused"
    assert kept.kept == {}


def frames(raw: bytes) -> list[bytes]:
    """A package that is only signed, taken apart."""
    found, place = [raw[: len(MAGIC) + 1]], len(MAGIC) + 1
    while place < len(raw):
        _kind, size = struct.unpack(">cQ", raw[place : place + 9])
        found.append(raw[place : place + 9 + size])
        place += 9 + size
    return found


def test_parts_put_in_another_order_left_out_or_repeated_are_refused(
    made: Made, clerk: User, kept: Notes
) -> None:
    def files() -> dict[str, object]:
        return {"a": lambda: io.BytesIO(b"a" * 9)}

    raw = made[1].writes([kept.item("一", files()), kept.item("二")], sealed=False)
    start, head, file, one, two, signature = frames(raw)
    assert (file[:1], one[:1], two[:1]) == (FILE, RECORD, RECORD)
    orders = ([head, file, two, one], [head, one, two, file], [head, file, one], [head, file, one, one, two])
    for order in orders:
        package = bring(b"".join([start, *order, signature]), by=clerk)
        assert package.outcome == "refused"
    assert kept.kept == {}
    assert bring(raw, by=clerk).outcome == "applied"


def test_one_signed_anew_by_somebody_else_is_refused(made: Made, clerk: User, kept: Notes) -> None:
    stranger = Partner()
    package = bring(stranger.writes([kept.item()], sender=made[1].id), by=clerk)
    assert package.outcome == "refused"
    assert "签名" in package.reason or "signature" in package.reason
    assert bring(Partner().writes([kept.item()]), by=clerk).outcome == "refused"
    assert kept.kept == {}


def test_one_for_another_reader_is_refused(made: Made, clerk: User, kept: Notes) -> None:
    assert bring(made[1].writes([kept.item()], reader="00" * 16), by=clerk).outcome == "refused"
    assert kept.kept == {}


def test_two_packages_of_one_number_are_a_matter_for_people(made: Made, clerk: User, kept: Notes) -> None:
    _channel, partner = made
    bring(partner.writes([kept.item("真")]), by=clerk)
    partner.number, partner.digest = 0, ""
    assert bring(partner.writes([kept.item("另一")]), by=clerk).outcome == "refused"
    assert [one["text"] for one in kept.kept.values()] == ["真"]


def test_one_that_does_not_follow_the_one_before_is_refused(made: Made, clerk: User, kept: Notes) -> None:
    _channel, partner = made
    bring(partner.writes([kept.item()]), by=clerk)
    assert bring(partner.writes([kept.item()], previous="0" * 128), by=clerk).outcome == "refused"


def test_a_kind_the_partner_may_not_send_refuses_the_package(made: Made, clerk: User, kept: Notes) -> None:
    strange = Item("test.strange", new_id(), {})
    package = bring(made[1].writes([kept.item(), strange]), by=clerk)
    assert package.outcome == "refused"
    assert "test.strange" in package.reason
    assert kept.kept == {}


def test_a_record_that_breaks_a_rule_refuses_the_whole_package(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    bad = kept.item("坏")
    kept.fails = lambda item: item.id == bad.id
    package = bring(partner.writes([kept.item(), bad]), by=clerk)
    assert (package.outcome, package.channel) == ("refused", channel)
    assert kept.kept == {}


def test_nothing_comes_on_a_channel_that_is_not_open(clerk: User, made: Made, kept: Notes) -> None:
    channel, partner = made
    Channel.objects.filter(pk=channel.pk).update(made_together=False)
    assert bring(partner.writes([kept.item()]), by=clerk).outcome == "refused"
    with pytest.raises(NotNow):
        actions.write_package(channel, by=clerk, empty=True)


# Receipts


def test_a_receipt_goes_back_and_ends_the_matter(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    kept.to_send = [kept.item()]
    package = actions.write_package(channel, by=clerk)
    receipt = partner.receipt(package)
    for _time in (1, 2):
        assert actions.read_receipt(receipt, by=clerk).outcome == "acknowledged"
    assert not place_of(package).exists()


def test_what_was_refused_or_never_arrived_goes_again(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    items = [kept.item(str(number)) for number in range(3)]
    packages = []
    for count in (1, 2, 3):
        kept.to_send = items[:count]
        packages.append(actions.write_package(channel, by=clerk))
    actions.read_receipt(partner.receipt(packages[2], taken=False, missing=[1]), by=clerk)
    head, records, _files = partner.reads(sent_bytes(actions.write_package(channel, by=clerk)))
    assert {record.id for record in records} == {items[0].id, items[2].id}
    assert head.void == [1, 3]


def test_a_receipt_that_is_forged_or_for_another_is_refused(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    kept.to_send = [kept.item()]
    package = actions.write_package(channel, by=clerk)
    stranger = Partner()
    stranger_says = stranger.receipt(package, sender=partner.id)
    for wrong in (
        stranger_says,
        partner.receipt(package, reader="00" * 16),
        b"{}",
        partner.receipt(package)[:-9],
    ):
        with pytest.raises(Invalid):
            actions.read_receipt(wrong, by=clerk)
    with pytest.raises(Invalid):
        actions.read_receipt(partner.receipt(package, digest="00"), by=clerk)
    package.refresh_from_db()
    assert package.outcome == "written"


def test_our_receipt_names_what_is_missing_and_is_signed(made: Made, clerk: User, kept: Notes) -> None:
    _channel, partner = made
    partner.writes([kept.item()])
    package = bring(partner.writes([kept.item()]), by=clerk)
    receipt = actions.write_receipt(package, by=clerk).decode()
    assert '"missing":[1]' in receipt
    assert '"taken":true' in receipt
    assert f'"digest":"{package.digest}"' in receipt


def test_there_is_no_receipt_for_what_came_from_nobody(made: Made, clerk: User) -> None:
    with pytest.raises(NotNow):
        actions.write_receipt(bring(b"nonsense", by=clerk), by=clerk)


# Who may


def test_only_the_office_sends_receives_and_reads(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    package = bring(partner.writes([kept.item()]), by=clerk)
    for outsider in (make_user(), make_administrator("system"), make_administrator("audit")):
        assert not Channel.objects.visible_to(outsider).exists()
        assert not Package.objects.visible_to(outsider).exists()
        with pytest.raises(NotAllowed):
            actions.write_package(channel, by=outsider)
        with pytest.raises(NotAllowed):
            actions.receive_package(io.BytesIO(b"x"), name="x", by=outsider)
        with pytest.raises(NotAllowed):
            actions.write_receipt(package, by=outsider)


def test_everything_is_on_the_trail(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    kept.to_send = [kept.item()]
    package = actions.write_package(channel, by=clerk)
    actions.release_package(package, by=clerk)
    actions.read_receipt(partner.receipt(package), by=clerk)
    came = bring(partner.writes([kept.item()]), by=clerk)
    actions.write_receipt(came, by=clerk)
    found = set(Event.objects.filter(subject_id=str(channel.pk)).values_list("action", flat=True))
    expected = {"establish", "write", "release", "acknowledge", "verify", "apply", "receipt"}
    assert found == {f"channel.{one}" for one in expected}
    assert came.ended_at is not None
    assert came.ended_at <= timezone.now()


# Memory


def test_batches_end_by_number_and_by_bytes() -> None:
    assert list(batched(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batched([3, 3, 9, 1], 10, weigh=int, most=6)) == [[3, 3], [9], [1]]
    assert list(batched([], 3)) == []


def test_large_records_are_taken_in_and_written_a_few_at_a_time(
    made: Made, clerk: User, kept: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve of 7 MB: five fill a batch of 32 MB."""
    channel, partner = made
    large = [kept.item("x" * 7_000_000) for _number in range(12)]
    assert bring(partner.writes(large), by=clerk).outcome == "applied"
    assert kept.batches == [5, 5, 2]
    asked = []

    def known(channel: Channel, kind: str, items: Sequence[Item]) -> dict[object, bytes]:
        asked.append(len(items))
        return {}

    monkeypatch.setattr(sending, "known_of", known)
    kept.to_send = large
    actions.write_package(channel, by=clerk)
    assert asked == [5, 5, 2]


def test_rows_are_weighed_without_being_read(made: Made, clerk: User) -> None:
    channel, _partner = made
    Package.objects.bulk_create(
        Package(channel=channel, direction="received", outcome="refused", reason=reason, by=clerk)
        for reason in ("", "长" * 1000)
    )
    assert sorted(weight for _key, weight in weights_of(Package.objects.all())) == [0, 3000]
