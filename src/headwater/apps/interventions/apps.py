"""Registration with Django."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    """Interventions."""

    name = "headwater.apps.interventions"
    label = "interventions"

    def ready(self) -> None:
        """Judge what is due whenever measures were counted anew."""
        from headwater.apps.interventions.services import judge_soon
        from headwater.apps.measures.changes import when_measured

        when_measured(judge_soon)
