"""What the browser may send about bodies and posts."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.registry.bodies.models import Body, Post
from mingcha.registry.bodies.queries import account_named

if TYPE_CHECKING:
    BodyModelForm = forms.ModelForm[Body]
    PostModelForm = forms.ModelForm[Post]
else:
    BodyModelForm = PostModelForm = forms.ModelForm

DAY = forms.DateInput(attrs={"type": "date"})


class BodyForm(BodyModelForm):
    class Meta:
        model = Body
        fields = ["kind", "level", "name", "short_name", "office", "parent", "division_code", "phone"]
        help_texts = {
            "office": gettext_lazy("For an office itself, leave this empty."),
            "parent": gettext_lazy("The body of the same kind one level up, if it is in this system."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", Body.objects.offices())


class EditBodyForm(BodyForm):
    """Kind and level stay as they are: records hang on them."""

    class Meta(BodyForm.Meta):
        fields = ["name", "short_name", "office", "parent", "division_code", "phone", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_kind = Body.objects.filter(kind=self.instance.kind).exclude(pk=self.instance.pk)
        offer(self, "parent", of_kind)


class PostForm(PostModelForm):
    """A post in one body: the account by its exact name, and a role that the body has."""

    account = forms.CharField(label=gettext_lazy("Account"), max_length=60)

    class Meta:
        model = Post
        fields = ["role", "since"]
        widgets = {"since": DAY}

    field_order = ["account", "role", "since"]

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.body = body
        offer(self, "role", body.roles)
        self.fields["since"].initial = timezone.localdate

    def clean_account(self) -> User:
        user = account_named(self.cleaned_data["account"])
        if user is None:
            raise forms.ValidationError(_("There is no open account with this name."))
        if user.is_administrator:
            raise forms.ValidationError(_("Administrators hold no post."))
        self.instance.user = user
        return user

    def _get_validation_exclusions(self) -> set[str]:
        """Ask the model about the person and the body too, though neither is a field here."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"user", "body", "until"}

    def _post_clean(self) -> None:
        if "account" in self.cleaned_data and "since" in self.cleaned_data:
            super()._post_clean()  # type: ignore[misc]


class EndPostForm(forms.Form):
    until = forms.DateField(label=gettext_lazy("Until"), widget=DAY)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        self.fields["until"].initial = timezone.localdate

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if not self.post.since <= until <= timezone.localdate():
            raise forms.ValidationError(_("A post ends between the day it began and today."))
        return until
