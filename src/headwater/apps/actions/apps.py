"""Registration with Django."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Actions."""

    name = "headwater.apps.actions"
    label = "actions"
