"""Registration with Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The way in and out for programs."""

    name = "headwater.apps.api"
    label = "api"

    def ready(self) -> None:
        """Listen for what happens elsewhere: webhooks pass it on."""
        from headwater.apps.api.services.webhooks import note_event
        from headwater.apps.events import when_something_happens

        when_something_happens(note_event)
