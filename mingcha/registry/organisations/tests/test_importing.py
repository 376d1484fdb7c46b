"""The Excel import of organisations: any order, errors by cell, nothing half done."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers.models import Upload
from mingcha.registry.bodies.models import Body, Role
from mingcha.registry.organisations.models import Division, LeadingPerson, Organisation
from mingcha.registry.organisations.queries import principal_of
from mingcha.testing.registry import make_office, make_officer, make_organisation, make_principal

pytestmark = pytest.mark.django_db

HEAD = ["code", "name", "sector", "level", "parent_code", "division_code", "office"]
PEOPLE = ["principal", "principal_post", "principal_since"]


def workbook(rows: Sequence[Sequence[Any]], head: Sequence[str]) -> bytes:
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([head, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def check(user: User, *rows: Sequence[Any], head: Sequence[str] = HEAD, existing: str = "skip") -> Upload:
    """The dry run of these rows."""
    client = Client()
    client.force_login(user)
    file = SimpleUploadedFile("list.xlsx", workbook(rows, head))
    url = reverse("ledgers:import", args=["organisations"])
    assert client.post(url, {"file": file, "existing": existing}).status_code == 302
    return Upload.objects.latest("created_at")


def carry_out(user: User, upload: Upload) -> int:
    client = Client()
    client.force_login(user)
    return client.post(upload.get_absolute_url()).status_code


def faults(upload: Upload) -> dict[str, str]:
    return {place.rpartition("!")[2]: message for place, message in upload.report["faults"]}


@pytest.fixture
def office() -> Body:
    return make_office("city")


@pytest.fixture
def staff(office: Body) -> User:
    return make_officer(office)


def test_rows_come_in_any_order_and_build_a_tree(office: Body, staff: User) -> None:
    Division.objects.create(code="9901", name="测试市", level="city", path="9901/")
    upload = check(
        staff,
        ["A.1.1", "测试丙", "机关", "市级", "A.1", "", ""],
        ["A.1", "测试乙", "departments", "city", "A", "", office.short_name],
        ["A", "测试甲", "departments", "city", "", "990100000000", ""],
    )
    assert faults(upload) == {}
    assert carry_out(staff, upload) == 302
    top = Organisation.objects.get(code="A")
    assert top.division is not None
    assert [one.code for one in Organisation.objects.below(top).order_by("code")] == ["A.1", "A.1.1"]
    assert {one.office for one in Organisation.objects.all()} == {office}


def test_errors_name_their_cells(office: Body, staff: User) -> None:
    make_office("county", parent=office)
    head = [*HEAD, *PEOPLE]
    upload = check(
        staff,
        ["A", "测试甲", "no such", "city", "", "", office.short_name],
        ["B", "测试乙", "departments", "city", "B", "", office.short_name],
        ["C", "测试丙", "departments", "city", "", "77", office.short_name],
        ["D", "测试丁", "departments", "city", "", "", ""],
        ["E", "测试戊", "departments", "city", "", "", "别处巡察办"],
        ["F", "测试己", "departments", "city", "", "", office.short_name, "测试书记"],
        ["G", "测试庚", "departments", "city", "", "", office.short_name, "测试书记", "书记", "2999-01-01"],
        ["", "测试辛", "departments", "city", "", "", office.short_name],
        head=head,
    )
    assert set(faults(upload)) == {"C2", "E3", "F4", "G5", "G6", "I7", "J8", "A9"}
    assert carry_out(staff, upload) == 422
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        [["A", "测试甲", "departments", "city", "MISSING", "", ""]],
        [["A", "甲", "departments", "city", "B", "", ""], ["B", "乙", "departments", "city", "A", "", ""]],
        [["A", "甲", "villages", "village", "", "", ""], ["B", "乙", "departments", "city", "A", "", ""]],
    ],
)
def test_what_would_break_the_tree_is_refused_whole(staff: User, rows: list[list[str]]) -> None:
    upload = check(staff, *rows)
    assert carry_out(staff, upload) == 422
    assert not Organisation.objects.exists()


def test_those_there_already_are_left_changed_or_stop_it(office: Body, staff: User) -> None:
    make_organisation(office, code="A", name="原名", phone="000")
    row = ["A", "新名", "universities", "city", "", "", ""]
    assert carry_out(staff, check(staff, row)) == 302
    assert Organisation.objects.get().name == "原名"
    assert "A2" in faults(check(staff, row, existing="stop"))
    assert carry_out(staff, check(staff, row, existing="update")) == 302
    changed = Organisation.objects.get()
    assert (changed.name, changed.sector, changed.phone) == ("新名", "universities", "000")


def test_a_branch_is_moved_by_the_file_with_all_below_it(office: Body, staff: User) -> None:
    old, new = make_organisation(office, code="OLD"), make_organisation(office, code="NEW")
    middle = make_organisation(office, code="M", parent=old)
    low = make_organisation(office, code="L", parent=middle)
    row = ["M", middle.name, "departments", "city", "NEW", "", ""]
    assert carry_out(staff, check(staff, row, existing="update")) == 302
    assert set(Organisation.objects.below(new)) == {middle, low}
    back = ["NEW", new.name, "departments", "city", "L", "", ""]
    assert carry_out(staff, check(staff, back, existing="update")) == 422


def test_a_principal_named_otherwise_succeeds_the_earlier_one(office: Body, staff: User) -> None:
    earlier = make_principal(make_organisation(office, code="A"))
    row = ["A", "测试单位", "departments", "city", "", "", "", "测试乙", "书记", "2025-03-01"]
    head = [*HEAD, *PEOPLE]
    for _time in range(2):
        assert carry_out(staff, check(staff, row, head=head, existing="update")) == 302
    earlier.refresh_from_db()
    assert earlier.until is not None
    now = principal_of(earlier.organisation)
    assert now is not None
    assert (now.name, LeadingPerson.objects.count()) == ("测试乙", 2)


def test_another_offices_organisation_is_neither_changed_nor_told(office: Body, staff: User) -> None:
    beside = make_organisation(make_office("city"), code="A", name="别处的")
    row = ["A", "自己的", "departments", "city", "", "", ""]
    assert carry_out(staff, check(staff, row, existing="update")) == 302
    beside.refresh_from_db()
    assert beside.name == "别处的"
    assert Organisation.objects.get(office=office).name == "自己的"


def test_only_people_of_an_office_import(office: Body) -> None:
    client = Client()
    client.force_login(make_officer(office, Role.SUPERVISOR))
    assert client.get(reverse("ledgers:import", args=["organisations"])).status_code == 403
