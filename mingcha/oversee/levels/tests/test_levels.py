"""What goes up and down between levels, and what never does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse_lazy
from django.utils import translation

from mingcha.conduct.findings.models import Finding
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.keys import Identity, keys_file
from mingcha.foundation.exchange.models import Channel, SiteKeys
from mingcha.foundation.exchange.places import place_of
from mingcha.foundation.refusals import NotNow
from mingcha.oversee.levels.models import LevelPaper
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.conduct import make_activity, make_petition, make_site
from mingcha.testing.exchange import Partner, bring, make_channel, make_keys
from mingcha.testing.findings import make_finding, make_paper
from mingcha.testing.foundation import make_user
from mingcha.testing.registry import make_office

pytestmark = pytest.mark.django_db
CREATE = reverse_lazy("exchange:channel_create")


def key_file(partner: Partner) -> SimpleUploadedFile:
    public = partner.public
    keys = SiteKeys(name=public.name, signing_public=public.signing, sealing_public=public.sealing)
    return SimpleUploadedFile("keys.json", keys_file(Identity(keys, partner.signing, None)))


def test_plans_and_figures_go_up_and_nothing_that_the_level_above_may_not_read() -> None:
    site = make_site()
    office = site.inspection.office_id
    make_petition(site.inspection, by=site.member, content="举报内容")
    make_activity(site.inspection, "talk", by=site.leader, record="谈话内容")
    make_paper(site, facts="底稿事实")
    finding = make_finding(site)
    channel, partner = make_channel(office, by=site.staff, partner="upper")
    package = actions.write_package(channel, by=site.staff)
    _head, records, _files = partner.reads(place_of(package).read_bytes())
    assert {record.kind for record in records} == {"level.plan", "level.tally"}
    told = str([record.fields for record in records])
    assert str(site.inspection.organisation) in told
    for hidden in ("举报内容", "谈话内容", "底稿事实", finding.title):
        assert hidden not in told
    Finding.objects.update(found_on=finding.found_on)
    type(site.inspection).objects.update(fed_back_on=finding.found_on)
    again = actions.write_package(channel, by=site.staff)
    _head, records, _files = partner.reads(place_of(again).read_bytes())
    assert [record.fields["title"] for record in records if record.kind == "level.ledger"] == [
        f"{finding.organisation} · {finding.title}"
    ]


def test_what_came_is_seen_by_the_office_it_came_to_and_is_replaced_by_its_next_version() -> None:
    below, above = make_site(), make_site()
    upward, partner = make_channel(below.inspection.office_id, by=below.staff, partner="upper")
    package = actions.write_package(upward, by=below.staff)
    _head, records, _files = partner.reads(place_of(package).read_bytes())
    downward, lower = make_channel(above.inspection.office_id, by=above.staff, partner="lower")
    came = bring(lower.writes(records), by=above.staff)
    assert came.outcome == "applied", came.reason
    plan = LevelPaper.objects.get(kind="plan")
    for user, sees in (
        (above.staff, True),
        (below.staff, False),
        (above.member, False),
        (make_user(), False),
    ):
        forget_rights(user)
        assert LevelPaper.objects.visible_to(user).filter(pk=plan.pk).exists() == sees
    assert downward.name == plan.sender
    with pytest.raises(NotNow):
        actions.write_package(downward, by=above.staff)


@pytest.mark.parametrize("partner", ["upper", "outer"])
def test_pairing_with_another_level_asks_which_office_it_is(client: Client, partner: str) -> None:
    make_keys()
    above = make_office("province")
    site = make_site(office=make_office("city", parent=above))
    client.force_login(site.staff)
    given = {"partner": partner, "name": "上级", "suite": 1}
    answer = client.post(str(CREATE), given | {"file": key_file(Partner())})
    if partner == "outer":
        assert Channel.objects.get().peer_office is None
        return
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"peer_office"}
    assert above.name in answer.content.decode()
    strange = make_office("city")
    refused = client.post(str(CREATE), given | {"file": key_file(Partner()), "peer_office": str(strange.pk)})
    assert refused.status_code == 422
    client.post(str(CREATE), given | {"file": key_file(Partner()), "peer_office": str(above.pk)})
    assert Channel.objects.get().peer_office == above.pk


def test_words_are_the_installations_whoever_writes_and_another_language_is_no_change() -> None:
    site = make_site()
    channel, partner = make_channel(site.inspection.office_id, by=site.staff, partner="upper")
    with translation.override("en"):
        package = actions.write_package(channel, by=site.staff)
        assert translation.get_language() == "en"
    _head, records, _files = partner.reads(place_of(package).read_bytes())
    plan = next(record.fields for record in records if record.kind == "level.plan")
    assert "Status" not in str(plan["lines"])
    assert "状态" in str(plan["lines"])
    with pytest.raises(NotNow):
        actions.write_package(channel, by=site.staff)
