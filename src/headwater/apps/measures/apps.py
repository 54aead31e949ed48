"""Registration with Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MeasuresConfig(AppConfig):
    """Finds what practices publish: the module `measures` of every app."""

    name = "headwater.apps.measures"
    label = "measures"

    def ready(self) -> None:
        """Load every practice's measures."""
        autodiscover_modules("measures")
