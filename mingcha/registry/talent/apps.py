from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "mingcha.registry.talent"
    label = "talent"
