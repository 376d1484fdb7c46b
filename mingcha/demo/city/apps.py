from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "mingcha.demo.city"
    label = "city"
