from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "mingcha.outer.surveys"
    label = "outer_surveys"
