"""Registration with Django."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    """Interventions."""

    name = "headwater.apps.interventions"
    label = "interventions"

    def ready(self) -> None:
        """Judge what is due, and let the sample have its plans, whenever measures were counted anew.

        Show on measures what is judged on them.
        """
        from headwater.apps.interventions.on_measures import JUDGED_ON_IT
        from headwater.apps.interventions.sample import load_when_measured
        from headwater.apps.interventions.services import judge_soon
        from headwater.apps.measures.changes import when_measured
        from headwater.apps.measures.sections import shows_on_measures

        when_measured(judge_soon)
        when_measured(load_when_measured)
        shows_on_measures(JUDGED_ON_IT)
