"""Registration with Django."""

from django.apps import AppConfig


class CodingConfig(AppConfig):
    """Coding."""

    name = "headwater.apps.coding"
    label = "coding"

    def ready(self) -> None:
        """Follow the store: words that are removed there do not live on in quotes."""
        from headwater.apps.coding.services.forgetting import queue_forgetting
        from headwater.apps.contacts.changes import when_store_changes

        when_store_changes(queue_forgetting)
