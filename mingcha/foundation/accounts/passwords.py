"""Password rules beyond Django's own."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User

_CLASSES = (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())


class FourClasses:
    """Lower case, upper case, digit and sign, as level-3 protection (GB/T 22239-2019) expects."""

    def validate(self, password: str, user: User | None = None) -> None:
        if not all(any(is_one(letter) for letter in password) for is_one in _CLASSES):
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return _("Use lower-case and upper-case letters, digits and signs together.")


class NotUsedBefore:
    """Neither the present password nor one of the last PASSWORD_HISTORY is taken again."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user._state.adding:
            return
        past = user.past_passwords.values_list("password", flat=True)[: settings.PASSWORD_HISTORY]
        if any(check_password(password, one) for one in [user.password, *past]):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self) -> str:
        return _("Choose one that you have not used lately.")
