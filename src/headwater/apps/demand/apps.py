"""Registration with Django."""

from django.apps import AppConfig


class DemandConfig(AppConfig):
    """Demand."""

    name = "headwater.apps.demand"
    label = "demand"
