"""The administrative divisions as loaded from the files."""

from io import StringIO

import pytest
from django.core.management import call_command

from mingcha.registry.organisations.models import Division
from mingcha.registry.organisations.queries import division_counts
from mingcha.testing.foundation import make_administrator

COUNTS = {"province": 31, "city": 342, "county": 2978, "township": 41352}


@pytest.mark.django_db
def test_all_divisions_are_loaded_under_one_another_and_loading_again_changes_nothing() -> None:
    make_administrator("system")
    call_command("load_divisions", stdout=StringIO())
    assert division_counts() == COUNTS
    first = dict(Division.objects.values_list("code", "pk"))
    call_command("load_divisions", stdout=StringIO())
    assert dict(Division.objects.values_list("code", "pk")) == first
    street = Division.objects.get(code="110101001")
    assert street.path == "11/1101/110101/110101001/"
    assert street.parent is not None
    assert street.parent.name == "东城区"
    assert not Division.objects.filter(parent=None).exclude(level="province").exists()
