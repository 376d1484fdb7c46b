from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "mingcha.foundation.calendar"
    label = "calendar"
