"""Figures are counted from records, open to them, and stay within what a person counts."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from mingcha.conduct.findings.models import Finding
from mingcha.foundation.accounts.models import User
from mingcha.foundation.indicators import INSTALLATION, Scope, registry
from mingcha.foundation.indicators.figures import figure, figures
from mingcha.oversee.statistics.queries.figures import checks, comparison
from mingcha.oversee.statistics.queries.published import published
from mingcha.testing.conduct import Site, make_activity, make_petition, make_site
from mingcha.testing.foundation import make_administrator
from mingcha.testing.registry import make_office, make_officer, make_organisation, make_representative

pytestmark = pytest.mark.django_db


def page(user: User, address: str = "/statistics/", **query: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(address, query)


@pytest.fixture
def province() -> Any:
    return make_office("province")


@pytest.fixture
def site(province: Any) -> Site:
    return make_site("on_site", office=make_office("city", parent=province))


def test_every_figure_of_the_first_forty_has_an_indicator() -> None:
    stated = {code for one in registry.all_indicators() for code in one.published}
    assert [code for number in range(1, 41) if (code := f"jl-{number}") not in stated] == []
    assert stated <= set(published())


def test_the_office_above_counts_what_it_may_not_read(site: Site, province: Any) -> None:
    make_petition(site.inspection, by=site.member)
    above = make_officer(province)
    told = figure("petition_matters", Scope(), above)
    assert (told.value, told.counted, told.readable) == (1, 1, 0)
    assert told.is_partly_read
    found = registry.indicator("petition_matters")
    assert not found.rows_for(Scope(), above).exists()
    own = figure("petition_matters", Scope(), site.staff)
    assert (own.value, own.readable, own.is_partly_read) == (1, 1, False)


def test_an_office_beside_the_inspected_and_administrators_count_nothing(site: Site) -> None:
    make_petition(site.inspection, by=site.member)
    make_activity(site.inspection, by=site.member)
    nobody = [
        make_officer(make_office("city")),
        make_representative(site.inspection.organisation),
        make_administrator("system"),
        make_administrator("audit"),
    ]
    for user in nobody:
        told = figures(registry.all_indicators(), Scope(), user)
        counted = {code for code, one in told.items() if one.value and one.code not in ("tasks",)}
        assert not counted & {"petitions", "petition_matters", "talks", "problems", "leads", "papers_signed"}


def test_the_team_counts_its_own_inspection_only(site: Site) -> None:
    other = make_site("on_site", office=site.inspection.office)
    make_petition(other.inspection, by=other.member)
    assert figure("petition_matters", Scope(), site.member).value == 0
    assert figure("petition_matters", Scope(), other.member).value == 1


def test_below_takes_the_offices_under_the_one_named(site: Site, province: Any) -> None:
    make_petition(site.inspection, by=site.member)
    above = make_officer(province)
    alone, with_those = Scope(office=province.pk), Scope(office=str(province.pk), below=True)
    assert figure("petition_matters", alone, above).value == 0
    assert figure("petition_matters", with_those, above).value == 1
    assert Scope.from_query(with_those.query()) == with_those
    assert figure("petition_matters", Scope(office="nothing", below=True), above).value == 0


def test_the_page_is_for_offices_and_leading_groups(site: Site) -> None:
    for user in (site.head, site.person("group_head")):
        assert page(user).status_code == 200
        assert page(user, "/statistics/charts/").status_code == 200
    for user in (
        site.member,
        make_representative(site.inspection.organisation),
        make_administrator("security"),
        site.person("committee_clerk"),
    ):
        assert page(user).status_code == 403
        assert page(user, "/statistics/charts/").status_code == 403


def test_every_figure_links_to_as_many_rows_as_it_counts(site: Site) -> None:
    make_petition(site.inspection, by=site.member)
    make_activity(site.inspection, by=site.member)
    scope = Scope(office=site.inspection.office_id)
    for one in figures(registry.all_indicators(), scope, site.head).values():
        if not one.url or one.over:
            continue
        rows = registry.indicator(one.code).rows_for(scope, site.head).count()
        assert rows == (one.counted if one.readable is None else one.readable), one.code
        assert page(site.head, one.url).status_code == 200, one.code


def test_the_address_chooses_the_scope_and_says_what_is_wrong(site: Site) -> None:
    office = site.inspection.office
    assert page(site.head).context["form"].scope().office == office
    everything = page(site.head, office="", below="on", by="round", kind="regular")
    assert everything.context["form"].scope() == Scope(kind="regular", below=True)
    assert everything.context["comparison"].heads == [site.inspection.round.name]
    stranger = page(site.head, office=make_office("city").pk)
    assert "office" in stranger.context["form"].errors
    assert "sections" not in stranger.context
    assert "until" in page(site.head, since="2026-02-01", until="2026-01-01").context["form"].errors


@pytest.mark.parametrize("by", ["round", "term", "office", "level", "kind", "sector", "year"])
def test_figures_are_compared_along_each_dimension(site: Site, by: str) -> None:
    make_petition(site.inspection, by=site.member)
    told = figures(registry.all_indicators(), Scope(), site.head)
    found = comparison(Scope(), site.head, by, told)
    assert len(found.heads) == 1
    rows = {row.declared.code: row.cells for _title, several in found.sections for row in several}
    assert rows["petition_matters"][0].value == 1
    assert page(site.head, rows["petition_matters"][0].url).status_code == 200
    assert rows["petitions_closed_share"][0].value == "0.00%"


def test_a_broken_sum_is_a_warning(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    told = figures(registry.all_indicators(), Scope(), site.head)
    assert all(check.holds for check in checks(told))
    monkeypatch.setitem(registry.sums, "organisations_in_scope", ("organisations_in_scope",) * 2)
    monkeypatch.setitem(registry.parts, "tasks_entered", "problems")
    make_organisation(site.inspection.office)
    answer = page(site.head)
    assert [check.holds for check in answer.context["checks"]].count(False) >= 1
    assert "notice-danger" in answer.content.decode()


def test_the_number_of_statements_does_not_grow_with_the_records(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    for _each in range(3):
        make_petition(site.inspection, by=site.member)
    client = Client()
    client.force_login(site.head)
    client.get("/statistics/")
    with django_assert_max_num_queries(160):
        client.get("/statistics/")


def run(*options: str) -> str:
    out = StringIO()
    call_command("figures", *options, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_installation_an_office_a_round_or_a_person(site: Site, province: Any) -> None:
    make_petition(site.inspection, by=site.member)

    def count(*options: str) -> int:
        lines = json.loads(run("--json", *options))
        return next(int(line["value"]) for line in lines if line["code"] == "petition_matters")

    assert count() == 1
    assert count("--office", str(province.pk)) == 1
    assert count("--office", str(province.pk), "--alone") == 0
    assert count("--round", site.inspection.round.name) == 1
    assert "None" not in run("--round", site.inspection.round.name)
    assert count("--as", site.member.username) == 1
    assert count("--as", make_officer(make_office("city")).username) == 0
    with pytest.raises(CommandError):
        run("--office", "没有这个机构")
    with pytest.raises(CommandError):
        run("--as", "nobody")


def test_published_figures_are_a_line_each_and_ratios_show_their_parts() -> None:
    lines = {line["code"]: line for line in json.loads(run("--json", "--published"))}
    assert lines["jl-13"]["indicator"] == "leads"
    assert lines["jl-43"]["indicator"] == "leads_same_level"
    assert lines["jl-13"]["wording"] != lines["jl-43"]["wording"]
    assert lines["jl-28"]["indicator"] == lines["jl-29"]["indicator"]
    assert (lines["jl-45"]["numerator"], lines["jl-45"]["denominator"]) == (0, 0)
    assert run().splitlines()[0].split("\t")[:5] == ["code", "wording", "value", "unit", "scope"]


def test_the_installation_counts_every_row(site: Site) -> None:
    assert registry.indicator("problems").value(Scope(), INSTALLATION) == Finding.objects.confirmed().count()
