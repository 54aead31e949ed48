"""Registration with Django."""

from django.apps import AppConfig


class ScorecardConfig(AppConfig):
    """The first page."""

    name = "headwater.apps.scorecard"
    label = "scorecard"
