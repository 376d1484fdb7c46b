"""What the templates of data contracts need."""

from django import template

from mingcha.analyse.datasets.contracts import units
from mingcha.analyse.datasets.contracts.columns import Column
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.loading import templates
from mingcha.foundation.ledgers.sheets import letters
from mingcha.foundation.words import listed

register = template.Library()


@register.filter
def kind_title(column: Column) -> str:
    return templates.kind_title(column)


@register.filter
def told(column: Column) -> str:
    return templates.told(column)


@register.filter
def key_titles(contract: Contract) -> str:
    return listed(str(contract.by_name[key]) for key in contract.keys)


@register.filter
def measure(unit: str) -> str:
    return units.told(unit)


@register.filter
def column_letters(number: int) -> str:
    return letters(number)
