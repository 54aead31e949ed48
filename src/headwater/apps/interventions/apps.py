"""Registration with Django."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    """Interventions."""

    name = "headwater.apps.interventions"
    label = "interventions"
