from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "mingcha.prepare.terms"
    label = "terms"
