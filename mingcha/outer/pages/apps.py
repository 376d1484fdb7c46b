from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "mingcha.outer.pages"
    label = "outer_pages"
