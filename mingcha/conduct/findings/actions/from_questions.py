"""A working paper from a question of the issue list."""

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.conduct.findings.actions.papers import create_paper
from mingcha.conduct.findings.models import WorkingPaper
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import NotNow
from mingcha.prepare.briefs.actions import make_paper_of
from mingcha.prepare.briefs.models import Question


@transaction.atomic
def open_paper_from_question(question: Question, *, by: User) -> WorkingPaper:
    """A draft that begins with what was suspected; the question is settled by it.

    Raises NotNow unless the inspection is opened and the question open or confirmed.
    """
    inspection = Inspection.objects.filter(pk=question.task_id).first()
    if inspection is None:
        raise NotNow(_("The inspection is not opened yet; papers are written from entry on."))
    discovery = _("From question %(number)s of the issue list.") % {"number": question.number}
    if line := question.line:
        discovery += _("The department %(body)s told it before entry.") % {"body": line.request.body}
    paper = create_paper(
        inspection,
        by=by,
        agents=[by],
        title=question.title,
        source=WorkingPaper.Source.DEPARTMENT if question.line else WorkingPaper.Source.TALK,
        overview=question.title,
        discovery=discovery,
        facts=question.result or question.how_to_check,
    )
    paper.questions.add(question)
    make_paper_of(question, by=by, paper=paper.pre_number)
    return paper
