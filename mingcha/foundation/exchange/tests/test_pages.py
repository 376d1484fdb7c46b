"""The screens: pairing by two people, bringing, taking in, taking away; and who may not."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.keys import Identity, keys_file
from mingcha.foundation.exchange.models import Channel, Package, SiteKeys
from mingcha.foundation.exchange.tasks import TAKE_IN, WRITE
from mingcha.foundation.jobs.actions import run
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.ui.navigation import Menu
from mingcha.testing.exchange import Notes, Partner, bring, make_keys
from mingcha.testing.foundation import make_administrator, make_user

pytestmark = pytest.mark.django_db
Made = tuple[Channel, Partner]


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def key_file_of(partner: Partner) -> SimpleUploadedFile:
    """What the other side would carry to us."""
    public = partner.public
    keys = SiteKeys(name=public.name, signing_public=public.signing, sealing_public=public.sealing)
    raw = keys_file(Identity(keys, partner.signing, None))
    return SimpleUploadedFile("keys.json", raw, content_type="application/json")


def post(user: User, to: str, /, *args: Any, **data: Any) -> Any:
    return client(user).post(reverse(f"exchange:{to}", args=args), data)


def test_the_menu_opens_what_waits_for_a_decision(clerk: User) -> None:
    menu = Menu(clerk, "/ledgers/conflicts/")
    assert menu.current
    assert menu.current.address == "/ledgers/conflicts/?conflicts_min=1"


def test_only_the_system_administrator_makes_keys_and_only_once(clerk: User) -> None:
    administrator = make_administrator("system")
    assert post(clerk, "keys", name="市巡察办").status_code == 403
    assert post(administrator, "keys", name="").status_code == 422
    assert post(administrator, "keys", name="市巡察办").status_code == 302
    assert post(administrator, "keys", name="另一").status_code == 409
    assert SiteKeys.objects.get().name == "市巡察办"


def test_two_people_open_a_channel_after_comparing_words(clerk: User, colleague: User) -> None:
    make_keys()
    partner = Partner()
    given = {"file": key_file_of(partner), "partner": "outer", "name": "省巡视办", "suite": 1}
    response = post(clerk, "channel_create", **given)
    channel = Channel.objects.get()
    assert response["Location"] == channel.get_absolute_url()
    page = client(colleague).get(channel.get_absolute_url()).content.decode()
    assert page.count('class="fingerprint"') == 2
    assert post(clerk, "channel_confirm", channel.pk).status_code == 403
    assert post(colleague, "channel_confirm", channel.pk).status_code == 302
    channel.refresh_from_db()
    assert channel.is_open
    assert post(colleague, "channel_confirm", channel.pk).status_code == 409


@pytest.mark.parametrize("raw", [b"", b"{}", b"not json", b'{"format":1,"kind":"keys"}'])
def test_a_damaged_key_file_is_told_at_its_field(clerk: User, raw: bytes) -> None:
    make_keys()
    upload = SimpleUploadedFile("keys.json", raw)
    response = post(clerk, "channel_create", file=upload, partner="outer", name="省", suite=1)
    assert response.status_code == 422
    assert 'value="省"' in response.content.decode()


def test_a_key_file_with_a_changed_letter_is_refused(clerk: User) -> None:
    make_keys()
    raw = key_file_of(Partner()).read().replace("对方".encode(), "别人".encode())
    upload = SimpleUploadedFile("keys.json", raw)
    assert post(clerk, "channel_create", file=upload, partner="outer", name="", suite=1).status_code == 422


def test_a_package_is_brought_looked_at_taken_in_and_acknowledged(
    made: Made, clerk: User, kept: Notes
) -> None:
    item = kept.item("来件")
    raw, again = made[1].writes([item]), "该包此前已经送入"
    response = post(clerk, "package_bring", file=SimpleUploadedFile("来.mcx", raw))
    package = Package.objects.get()
    assert response["Location"] == package.get_absolute_url()
    assert kept.kept == {}
    assert again not in client(clerk).get(package.get_absolute_url()).content.decode()
    assert post(clerk, "package_take_in", package.pk).status_code == 302
    assert item.id in kept.kept
    repeat, bring_url = client(clerk), reverse("exchange:package_bring")
    page = repeat.post(bring_url, {"file": SimpleUploadedFile("又.mcx", raw)}, follow=True)
    assert again in page.content.decode()
    receipt = client(clerk).get(reverse("exchange:package_receipt", args=[package.pk]))
    assert package.digest.encode() in receipt.content


def test_a_large_package_is_taken_in_by_the_worker(made: Made, clerk: User, kept: Notes) -> None:
    items = [kept.item(str(number)) for number in range(1200)]
    package = actions.receive_package(BytesIO(made[1].writes(items)), name="大.mcx", by=clerk)
    assert post(clerk, "package_take_in", package.pk).status_code == 302
    job = Job.objects.get(task=TAKE_IN)
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result_url) == ("finished", package.get_absolute_url())
    assert len(kept.kept) == 1200


def test_the_worker_writes_a_package_that_is_then_downloaded(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    kept.to_send = [kept.item("去件")]
    assert post(clerk, "channel_write", channel.pk).status_code == 302
    run(Job.objects.get(task=WRITE).pk)
    package = Package.objects.get()
    response = client(clerk).get(reverse("exchange:package_fetch", args=[package.pk]))
    _head, records, _files = partner.reads(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    assert records[0].fields == {"text": "去件"}


def test_rubbish_is_told_and_changes_nothing(made: Made, clerk: User, kept: Notes) -> None:
    for raw in (b'{"kind":"other"}', b"rubbish"):
        response = post(clerk, "package_bring", file=SimpleUploadedFile("x.mcx", raw))
        assert response.status_code == 422
        assert "这既不是交换包，也不是回执" in response.content.decode()
    assert not Package.objects.exists()


def test_a_closed_channel_carries_nothing(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    assert post(clerk, "channel_close", channel.pk, reason="").status_code == 422
    assert post(clerk, "channel_close", channel.pk, reason="对方密钥泄露").status_code == 302
    assert bring(partner.writes([kept.item()]), by=clerk).outcome == "refused"


def test_strangers_and_administrators_see_nothing(made: Made, clerk: User, kept: Notes) -> None:
    channel, partner = made
    package = bring(partner.writes([kept.item()]), by=clerk)
    for outsider in (make_user(), make_administrator("system"), make_administrator("audit")):
        for record in (channel, package):
            assert client(outsider).get(record.get_absolute_url()).status_code == 404
        for name in ("package_take_in",):
            assert post(outsider, name, package.pk).status_code == 404
        for name in ("channel_write", "channel_confirm", "channel_close"):
            assert post(outsider, name, channel.pk).status_code == 404
        for name in ("package_fetch", "package_receipt"):
            assert client(outsider).get(reverse(f"exchange:{name}", args=[package.pk])).status_code == 404
        assert client(outsider).get(reverse("exchange:package_bring")).status_code == 403


def test_lists_and_pages_ask_as_often_for_many_as_for_one(
    made: Made, clerk: User, kept: Notes, django_assert_max_num_queries: Any
) -> None:
    channel, partner = made
    browser = client(clerk)
    bring(partner.writes([kept.item()]), by=clerk)
    counts = []
    for _time in range(2):
        with django_assert_max_num_queries(200) as asked:
            assert browser.get(channel.get_absolute_url()).status_code == 200
        counts.append(len(asked))
        for _more in range(5):
            bring(partner.writes([kept.item()]), by=clerk)
    assert counts[0] == counts[1]
