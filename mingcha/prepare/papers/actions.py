"""Publishing templates, and finding the one that a paper begins with."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.papers.models import PaperTemplate, TemplatePart, Version
from mingcha.prepare.papers.permissions import heads
from mingcha.prepare.papers.queries import fault_in
from mingcha.registry.bodies.models import Body

STANDARD = Path(__file__).resolve().parent / "data" / "standard.json"
MOST_PARTS = 60
Parts = Sequence[tuple[str, str]]  # heading and text, in order


@transaction.atomic
def load_templates() -> int:
    """Load the standard ones of `data/standard.json` that are not there yet; says how many."""
    added = 0
    for given in json.loads(STANDARD.read_text(encoding="utf-8")):
        made, new = PaperTemplate.objects.get_or_create(
            office=None, kind=given["kind"], version=1, defaults={"title": given["title"]}
        )
        if new:
            _fill(made, [(part["heading"], part["text"]) for part in given["parts"]])
        added += new
    return added


def _fill(template: PaperTemplate, parts: Parts) -> None:
    TemplatePart.objects.bulk_create(
        TemplatePart(template=template, order=order, heading=heading, text=text)
        for order, (heading, text) in enumerate(parts, start=1)
    )


def template_for(office_id: UUID, kind: str) -> PaperTemplate:
    """What a paper of this kind begins with in this office; the standard ones are loaded when first asked."""
    found = PaperTemplate.objects.in_use(office_id, kind=kind).prefetch_related("parts")
    if not (template := found.first()):
        load_templates()
        template = found.all()[0]
    return template


@transaction.atomic
def publish_template(
    base: PaperTemplate, *, office: Body, title: str, parts: Parts, note: str, by: User
) -> PaperTemplate:
    """The office's next version, in use from now on. Papers begun with an earlier one keep its words."""
    if not heads(by, office.pk):
        raise NotAllowed(_("Only the head of the office decides on its templates."))
    _refuse_faults(base, title, parts)
    made = next_version(base, office=office, note=note, by=by, title=title)
    _fill(made, parts)
    audit.record("template.publish", made, by=by, earlier=str(base.pk), parts=len(parts), note=note)
    return made


@transaction.atomic
def next_version(base: Version, *, office: Body, note: str, by: User, **fields: Any) -> Version:
    """The office's version after `base`, current from now on; of two at once the second is told.

    The caller has made sure that `by` may.
    """
    Body.objects.select_for_update(of=("self",)).get(pk=office.pk)
    versions: QuerySet[Version] = type(base)._default_manager.all()
    earlier = versions.filter(office=office, **base.series)
    newest = earlier.order_by("-version").first()
    base.refresh_from_db(fields=["is_current"])
    if not base.is_current or base.office_id not in (None, office.pk) or (newest and newest != base):
        raise NotNow(_("There is a newer version already. Edit that one."))
    earlier.filter(is_current=True).update(is_current=False)
    given = {**base.series, **fields, "version": base.version + 1, "note": note}
    return versions.create(office=office, made_by=by, **given)


def _refuse_faults(base: PaperTemplate, title: str, parts: Parts) -> None:
    if not parts:
        raise Invalid(_("A template needs at least one paragraph."))
    if len(parts) > MOST_PARTS:
        raise Invalid(_("A template holds at most %(most)s paragraphs.") % {"most": MOST_PARTS})
    if fault := fault_in(title, base.title_places):
        raise Invalid(fault)
    for heading, text in parts:
        if fault := fault_in(heading, ()) or fault_in(text, base.places):
            raise Invalid(f"{heading}：{fault}" if heading else fault)
