"""Registration with Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The way in and out for programs."""

    name = "headwater.apps.api"
    label = "api"
