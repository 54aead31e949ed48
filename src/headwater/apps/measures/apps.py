"""Registration with Django."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Measures."""

    name = "headwater.apps.measures"
    label = "measures"
