"""The list of templates."""

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ledgers import Choice, Column, Flag, Ledger, Number, Reference
from mingcha.prepare.papers.models import PaperTemplate
from mingcha.prepare.papers.permissions import sees_templates

TEMPLATES = Ledger(
    name="paper_templates",
    model=PaperTemplate,
    title=_l("Templates of papers"),
    stage="prepare",
    order=92,
    columns=[
        Column("name", label=_l("template of a paper"), path=str, link=True, sortable=False),
        Choice("kind"),
        Column("title", wide=True),
        Number("version"),
        Reference("office"),
        Flag("is_current"),
        Column("note", wide=True),
    ],
    search=("title", "note"),
    sort="-is_current",
    select_related=("office",),
    who=sees_templates,
    empty=_l("No templates yet. The standard ones come with the standard dictionaries."),
)
