"""Questionnaires come from the inner site; answers go there, sealed."""

import json
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.foundation.sealing.fronts import looks_sealed
from mingcha.foundation.sealing.streams import seal
from mingcha.outer.codes.models import Code
from mingcha.outer.surveys.models import Answers, Survey

MOST_BYTES = 300 * 1024  # sealed


@transaction.atomic
def publish(pk: UUID, fields: Mapping[str, Any]) -> Survey | None:
    """Show this questionnaire as the inner site now says it is; nothing for a code that is not here."""
    if (code := Code.objects.filter(code=fields["code"]).first()) is None:
        return None
    key = str(fields.get("report_key") or code.report_key)
    if len(bytes.fromhex(key)) != 32:
        raise ValueError("A public key has 32 bytes.")
    values = {
        "code": code,
        "kind": str(fields.get("kind") or "survey"),
        "title": str(fields["title"]),
        "intro": str(fields.get("intro") or ""),
        "questions": list(fields["questions"]),
        "report_key": key,
        "ends": date.fromisoformat(str(fields["ends"])[:10]),
        "invited": fields.get("invited"),
        "withdrawn": bool(fields.get("withdrawn")),
    }
    return Survey.objects.update_or_create(pk=pk, defaults=values)[0]


def answer_plain(survey: Survey, answers: Mapping[str, Any]) -> Answers:
    """Seal answers here and keep them, for a browser that does not seal itself."""
    target = BytesIO()
    body = json.dumps({"v": 1, "kind": "answers", "answers": answers}, ensure_ascii=False).encode()
    seal(BytesIO(body), target, to=[bytes.fromhex(survey.report_key)])
    return answer_sealed(survey, target.getvalue())


@transaction.atomic
def answer_sealed(survey: Survey, sealed: bytes) -> Answers:
    if not survey.is_open:
        raise NotNow(_("This questionnaire is closed."))
    reader = bytes.fromhex(survey.report_key)
    if len(sealed) > MOST_BYTES or not looks_sealed(len(sealed), sealed[:512], to=[reader]):
        raise Invalid(_("What was sent is not sealed to this team."))
    return Answers.objects.create(survey=survey, sealed=sealed)
