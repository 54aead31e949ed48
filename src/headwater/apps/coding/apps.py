"""Registration with Django."""

from django.apps import AppConfig


class CodingConfig(AppConfig):
    """Coding."""

    name = "headwater.apps.coding"
    label = "coding"
