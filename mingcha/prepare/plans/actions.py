"""Every write to work plans."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import new_id, rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.papers.actions import template_for
from mingcha.prepare.plans.models import PlanComment, PlanParagraph, PlanVersion, WorkPlan
from mingcha.prepare.plans.permissions import drafts_for, reviews, writes
from mingcha.prepare.plans.queries import beginning, paragraphs_of
from mingcha.prepare.rounds.models import Round

# A plan is written once the round is approved, and may still be amended while its teams are on site.
DRAFTING = (Round.Status.APPROVED, Round.Status.FORMING, Round.Status.READY, Round.Status.ON_SITE)


@dataclass(frozen=True)
class Part:
    """A paragraph as the editor sends it. `key` is that of the paragraph it was, or new."""

    heading: str
    text: str
    key: UUID = field(default_factory=new_id)


@transaction.atomic
def draft_plan(
    in_round: Round,
    *,
    by: User,
    kind: str = WorkPlan.Kind.PLAN,
    title: str = "",
    source: WorkPlan | None = None,
) -> WorkPlan:
    """Begin a paper from the office's template, or from an earlier paper of the same office.

    Raises NotAllowed, NotNow, or Invalid where the round has one of this kind already.
    """
    if not drafts_for(by, in_round):
        raise NotAllowed(_("Only the office and the teams of the round write its plan."))
    if Round.objects.select_for_update().get(pk=in_round.pk).status not in DRAFTING:
        raise NotNow(
            _("A work plan is written once the round is approved, until the teams have left the site.")
        )
    if source is not None and source.office_id != in_round.office_id:
        raise Invalid(_("An earlier paper of another office cannot be the beginning."))
    template = template_for(in_round.office_id, kind)
    named, parts = beginning(template, in_round)
    with rules_told():
        plan = WorkPlan.objects.create(
            office_id=in_round.office_id,
            round=in_round,
            kind=kind,
            title=title or named[:200],
            template=None if source else template,
            reviewer_id=in_round.office.parent_id,
            drafted_by=by,
        )
    version = PlanVersion.objects.create(plan=plan, no=1)
    version.written_by.add(by)
    if source:
        parts = [(one.heading, one.text) for one in paragraphs_of(source.current)]
    _fill(version, [Part(*row) for row in parts])
    began = str(source.pk if source else template.pk)
    audit.record("work_plan.draft", plan, by=by, kind=kind, source=began)
    return plan


def _fill(version: PlanVersion, parts: Sequence[Part]) -> None:
    PlanParagraph.objects.bulk_create(
        PlanParagraph(version=version, key=part.key, order=order, heading=part.heading, text=part.text)
        for order, part in enumerate(parts, start=1)
    )


@transaction.atomic
def write_plan(plan: WorkPlan, parts: Sequence[Part], *, revision: int, by: User) -> PlanVersion:
    """Replace the current version's paragraphs. Refused when someone saved since `revision` was read."""
    locked = WorkPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not writes(by, locked):
        raise NotAllowed(_("Only the office and the teams of the round write its plan."))
    if locked.status not in WorkPlan.WRITABLE:
        raise NotNow(
            _("The paper is under review or approved. It can be written in again once it is returned.")
        )
    version = locked.current
    if version.revision != revision:
        raise NotNow(
            _("Someone saved this paper while you wrote. Your text is kept below; load theirs and compare.")
        )
    if len({part.key for part in parts}) < len(parts):
        raise Invalid(_("A paragraph stands in the paper twice."))
    version.paragraphs.all().delete()
    _fill(version, parts)
    version.revision += 1
    version.save(update_fields=["revision"])
    version.written_by.add(by)
    audit.record("work_plan.write", plan, by=by, version=version.no, paragraphs=len(parts))
    return version


@transaction.atomic
def comment(plan: WorkPlan, *, text: str, by: User, paragraph: PlanParagraph | None = None) -> PlanComment:
    """A reviewer's comment on a paragraph of the version before them, or on the whole."""
    locked = WorkPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not reviews(by, locked):
        raise NotAllowed(_("Only the level above comments on this paper."))
    if locked.status != WorkPlan.Status.IN_REVIEW:
        raise NotNow(_("The paper is not under review now."))
    current = locked.current
    if paragraph is not None and paragraph.version_id != current.pk:
        raise NotNow(_("The paper was changed since. Comment on the newest version."))
    made = PlanComment.objects.create(
        plan=plan,
        version_no=current.no,
        key=paragraph.key if paragraph else None,
        heading=paragraph.heading if paragraph else "",
        text=text,
        by=by,
    )
    audit.record("work_plan.comment", plan, by=by, heading=made.heading, text=text)
    return made


@transaction.atomic
def answer_comment(made: PlanComment, *, answer: str, by: User) -> None:
    """The writers say what they did about a comment. It stays open until the reviewers settle it."""
    made.refresh_from_db(from_queryset=PlanComment.objects.select_for_update(of=("self",)))
    if not writes(by, made.plan):
        raise NotAllowed(_("Only those who write the paper answer comments."))
    if made.settled_at:
        raise NotNow(_("The comment is settled already."))
    if not answer.strip():
        raise Invalid(_("Write the answer first."))
    made.answer, made.answered_by = answer, by
    made.save(update_fields=["answer", "answered_by"])
    audit.record("work_plan.answer_comment", made.plan, by=by, heading=made.heading, answer=answer)


@transaction.atomic
def settle_comment(made: PlanComment, *, by: User) -> None:
    """Anyone of the level above may say that a comment is dealt with."""
    made.refresh_from_db(from_queryset=PlanComment.objects.select_for_update(of=("self",)))
    if not reviews(by, made.plan):
        raise NotAllowed(_("Only the level above settles comments."))
    if made.settled_at:
        raise NotNow(_("The comment is settled already."))
    made.settled_at = timezone.now()
    made.save(update_fields=["settled_at"])
    audit.record("work_plan.settle_comment", made.plan, by=by, heading=made.heading)
