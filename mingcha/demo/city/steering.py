"""What comes from above and goes out at once while teams are on site.

Mid-term hearings, comments and prompts; immediate rectification.
"""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from mingcha.conduct.findings.actions import propose_immediates_many
from mingcha.conduct.findings.workflow import IMMEDIATES
from mingcha.conduct.inspections.actions import (
    create_activities_many,
    create_comments_many,
    create_prompts_many,
)
from mingcha.conduct.inspections.models import Activity
from mingcha.conduct.inspections.workflow import ACTIVITIES, COMMENTS, PROMPTS
from mingcha.demo.city import texts
from mingcha.demo.city.preparing import Running, Squad, done
from mingcha.foundation.accounts.models import User


def steer(running: Running, accounts: dict[str, User], *, finished: bool) -> None:
    _put_right_at_once(running, accounts, finished=finished)
    _comment(running)
    _prompt(running)


def _put_right_at_once(running: Running, accounts: dict[str, User], *, finished: bool) -> None:
    """One matter for each team; in the running round they stand at different steps."""
    plan = running.plan
    for place, squad in enumerate(running.squads):
        title, issue, request, result = texts.IMMEDIATES[place % len(texts.IMMEDIATES)]
        row = {"inspection": squad.inspections[0], "title": title, "issue": issue, "request": request}
        row |= {"due_on": plan.day(38)}
        [made] = propose_immediates_many([row], by=squad.one("member"))
        steps = _steps(running, squad, accounts, result)
        for move, by, day, given in steps if finished else steps[: place + 1]:
            IMMEDIATES.perform(made, move, by=by, on=plan.day(day), **given)


def _steps(
    running: Running, squad: Squad, accounts: dict[str, User], result: str
) -> list[tuple[str, User, int, dict[str, Any]]]:
    place, account = running.place, accounts[squad.inspections[0].organisation.code]
    proof = ContentFile("整改情况公示（示例）".encode(), name="公示情况.txt")
    return [
        ("agree", squad.one("leader"), 16, {}),
        ("approve", place.one("group_head"), 18, {}),
        ("issue", place.one("office_staff"), 20, {}),
        ("receipt", account, 21, {}),
        ("report", account, 30, {"result": result, "benefit": "惠及群众（示例）", "proof_file": proof}),
        ("verify", squad.one("liaison"), 34, {}),
    ]


def _hear_teams(running: Running) -> dict[Any, Activity]:
    """The leading group hears the teams half-way; the office keeps the record. By inspection."""
    staff, day = running.place.one("office_staff"), running.plan.day(30)
    given = {"title": "巡中汇报", "participants": "巡察工作领导小组成员", "summary": "听取巡察组中期汇报。"}
    rows = [{"inspection": each, "kind": "mid_term", "held_on": day, **given} for each in running.inspections]
    made = create_activities_many(rows, by=staff)
    fresh = Activity.objects.filter(pk__in=[one.pk for one in made]).prefetch_related("taking_part")
    done(ACTIVITIES.perform_many(list(fresh.select_related("inspection")), "confirm", by=staff, on=day))
    return {one.inspection_id: one for one in made}


def _comment(running: Running) -> None:
    """Comments at the mid-term hearing, answered and settled."""
    plan, group = running.plan, running.place.one("group_head")
    if not plan.comments:
        return
    by_team = {inspection.pk: squad for squad in running.squads for inspection in squad.inspections}
    ones, hearings = running.inspections, _hear_teams(running)
    rows = [
        {
            "inspection": ones[no % len(ones)],
            "hearing": hearings[ones[no % len(ones)].pk],
            "text": texts.COMMENTS[no % len(texts.COMMENTS)],
            "given_on": plan.day(30),
            "due_on": plan.day(40),
        }
        for no in range(plan.comments)
    ]
    comments = create_comments_many(rows, by=group)
    done(COMMENTS.perform_many(comments, "issue", by=group, on=plan.day(30)))
    for squad in running.squads:
        own = [one for one in comments if by_team[one.inspection_id] is squad]
        answer = "已逐条对照整改，补充完善有关材料。"
        done(COMMENTS.perform_many(own, "answer", by=squad.one("leader"), on=plan.day(36), answer=answer))
    done(COMMENTS.perform_many(comments, "settle", by=group, on=plan.day(38)))


def _prompt(running: Running) -> None:
    """Work prompts to the teams of the running round; some answered."""
    plan, staff = running.plan, running.place.one("office_staff")
    if not plan.prompts:
        return
    rows = []
    for no in range(plan.prompts):
        title, text = texts.PROMPTS[no % len(texts.PROMPTS)]
        team = running.squads[no % len(running.squads)].team
        given = plan.day(3 + no)
        rows.append(
            {
                "round": running.round,
                "team": team,
                "title": title,
                "text": text,
                "given_on": given,
                "due_on": given + timedelta(days=14),
            }
        )
    prompts = create_prompts_many(rows, by=staff)
    done(PROMPTS.perform_many(prompts, "issue", by=staff, on=plan.day(12)))
    first = [one for one in prompts if one.team_id == running.squads[0].team.pk]
    leader = running.squads[0].one("leader")
    done(PROMPTS.perform_many(first, "answer", by=leader, on=plan.day(15), answer="已组织学习并逐项落实。"))
