"""The room around the practices."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base templates, stylesheet, errors, home."""

    name = "headwater.web"
    label = "web"
