"""What the browser may send about templates."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from mingcha.prepare.papers.actions import MOST_PARTS
from mingcha.prepare.papers.models import PaperTemplate
from mingcha.prepare.papers.queries import fault_in


class TemplateForm(forms.Form):
    """The title and what changed; the parts follow as a form set."""

    title = forms.CharField(label=_l("Title of the paper"), max_length=120)
    note = forms.CharField(label=_l("What changed"), max_length=300)

    def __init__(self, *args: Any, of: PaperTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of

    def clean_title(self) -> str:
        return _whole(self.cleaned_data["title"], self.of.title_places)


class TemplatePartForm(forms.Form):
    """One part: a heading, or whom a list asks; and the text with its places."""

    heading = forms.CharField(label=_l("Heading"), max_length=100)
    text = forms.CharField(label=_l("Paragraph text"), max_length=20_000, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args: Any, of: PaperTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        if of.asks:
            self.fields["heading"].label = _l("Departments to ask")
            self.fields["heading"].required = False
            self.fields["heading"].help_text = _l(
                "Words of their names, separated by “、”; 纪检监察机关 and 组织部门 mean bodies of that "
                "kind. Left empty, the part is for every department. A department gets the first part that "
                "fits it."
            )
            self.fields["text"].label = _l("What is asked, a line each")

    def clean_heading(self) -> str:
        return _whole(self.cleaned_data["heading"], ())

    def clean_text(self) -> str:
        """Browsers end lines otherwise than they were given."""
        return _whole(str(self.cleaned_data["text"]).replace("\r\n", "\n"), self.of.places)


def _whole(text: str, places: Any) -> str:
    if fault := fault_in(text, places):
        raise forms.ValidationError(fault)
    return text


if TYPE_CHECKING:
    OfParts = forms.BaseFormSet[TemplatePartForm]
else:
    OfParts = forms.BaseFormSet


class TemplatePartFormSet(OfParts):
    """The parts in their order; they can be moved by their number, and removed."""

    def parts(self) -> list[tuple[str, str]]:
        """The kept ones, in the order given."""
        rows = [form.cleaned_data for form in self.ordered_forms]
        return [(row["heading"], row["text"]) for row in rows if row.get("text")]


Parts: Any = forms.formset_factory(
    TemplatePartForm,
    formset=TemplatePartFormSet,
    extra=2,
    can_order=True,
    can_delete=True,
    max_num=MOST_PARTS,
    absolute_max=MOST_PARTS,
)
