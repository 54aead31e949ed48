"""Registration with Django."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """Voices from the floor."""

    name = "headwater.apps.voices"
    label = "voices"

    def ready(self) -> None:
        """Have contacts counted anew after every new version of the store."""
        from headwater.apps.contacts.changes import when_store_changes
        from headwater.apps.voices.services.counting import queue_counting

        when_store_changes(queue_counting)
