from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mingcha.foundation.accounts"
    label = "accounts"
    url_prefix = ""
