from django.apps import AppConfig


class FramesConfig(AppConfig):
    name = "mingcha.registry.frames"
    label = "frames"
