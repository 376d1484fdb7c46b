"""Loading the demonstration, step by step, in one transaction: all of it or nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import translation

from mingcha.demo.city import (
    analysing,
    briefing,
    concluding,
    exchanging,
    fieldwork,
    forming,
    guiding,
    places,
    plan,
    preparing,
    reporting,
    resolving,
    scheduling,
)
from mingcha.demo.city import cast as casting
from mingcha.foundation.accounts.models import User
from mingcha.prepare.terms.actions import begin_term, create_term, take_snapshot
from mingcha.prepare.terms.models import Term
from mingcha.registry.frames.actions import load_standards
from mingcha.registry.frames.models import Frame, RuleSet
from mingcha.registry.organisations.actions import load_divisions
from mingcha.registry.organisations.models import Division, Organisation

Tell = Callable[[str], None]
SEED = 8


def is_empty() -> bool:
    """Whether nobody has an account yet: the demonstration loads only into an empty system."""
    return not User.objects.exists()


def load(today: date, tell: Tell) -> None:
    """Everything. `tell` hears what is being done."""
    with translation.override("zh-hans"), transaction.atomic():
        _load(today, tell)


def _load(today: date, tell: Tell) -> None:
    began = today - timedelta(days=560)
    system, security, audit = casting.administrators()
    tell("行政区划和标准字典")
    load_divisions(by=system)
    load_standards(by=security)
    tell("机构、人员和巡察对象")
    counties = [(one.code, one.name) for one in Division.objects.filter(parent__code="2205").order_by("code")]
    city, lower = casting.make_places("通化市", counties, security)
    casting.people_places([city, *lower], system=system, security=security, since=began)
    above = casting.staff_above(city.office, system=system, security=security, since=began)
    cast = casting.Cast(system, security, audit, city, lower, above)
    organisations = places.make_organisations(cast)
    accounts = places.staff_organisations(cast, organisations, since=began)
    tell("届次和覆盖范围")
    terms = {place.key: _term(place, began) for place in (city, *lower)}
    done = _run_all(cast, organisations, terms, accounts, today, tell)
    forming.form(city, lower, terms[city.key], organisations, today, tell)
    scheduling.plan_the_rest(city, terms[city.key], today, tell)
    tell("督导和成果运用")
    guiding.guide(cast, done[0], done[-2])


def _run_all(
    cast: casting.Cast,
    organisations: dict[str, list[Organisation]],
    terms: dict[str, Term],
    accounts: dict[str, User],
    today: date,
    tell: Tell,
) -> list[preparing.Running]:
    """Every round of the past and the one on site."""
    random, done = Random(SEED), []
    for round_plan in plan.plan_rounds(cast, organisations, today):
        tell(round_plan.name)
        running = _run(round_plan, terms[round_plan.place.key], accounts, random)
        done.append(running)
        if round_plan.until == "on_site" and round_plan.place is cast.city:
            tell(f"{round_plan.name}数据分析")
            analysing.analyse(running, today)
            tell(f"{round_plan.name}码上举报")
            reporting.report(running, today)
            tell(f"{round_plan.name}单机版交回数据")
            exchanging.exchange(running, cast.system, today)
            tell(f"{round_plan.name}进驻前准备")
            briefing.brief(running, cast.above)
    return done


def _term(place: casting.Place, began: date) -> Term:
    number = 8 if place.key == "city" else 1
    name = "八届市委" if place.key == "city" else f"{place.name}本届县级党委"
    staff, head = place.one("office_staff"), place.one("office_head")
    ends = began.replace(year=began.year + 5, day=28) - timedelta(days=1)
    term = create_term(office=place.office, by=staff, name=name, number=number, starts_on=began, ends_on=ends)
    take_snapshot(term, by=staff, on=began, note="届初确定的巡察对象范围")
    begin_term(term, by=head)
    return term


def _run(
    round_plan: plan.RoundPlan, term: Term, accounts: dict[str, User], random: Random
) -> preparing.Running:
    level = round_plan.place.office.level
    frame = Frame.objects.filter(level=level, is_current=True).earliest("created_at")
    rules = RuleSet.objects.get(level=level, office=None, is_current=True)
    running = preparing.prepare(round_plan, term, frame, rules)
    finished = round_plan.until != "on_site"
    fieldwork.work_on_site(running, accounts, random, finished=finished)
    if not finished:
        return running
    concluding.conclude(running, accounts)
    resolving.hand_over_leads(running, random)
    resolving.rectify(running, accounts, random)
    guiding.use_results(running)
    if round_plan.until == "archived":
        resolving.archive(running, accounts)
    return running
