"""Django made ready by being imported, before what needs its settings: for processes that begin so."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
