"""Registration with Django."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """Voices from the floor."""

    name = "headwater.apps.voices"
    label = "voices"
