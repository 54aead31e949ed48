"""Registration with Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MeasuresConfig(AppConfig):
    """Finds what practices publish: the module `measures` of every app."""

    name = "headwater.apps.measures"
    label = "measures"

    def ready(self) -> None:
        """Load every practice's measures; have them measured again when teams change."""
        from headwater.apps.measures.services import measure_store
        from headwater.apps.people.changes import when_teams_change

        autodiscover_modules("measures")
        when_teams_change(measure_store)
