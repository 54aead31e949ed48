"""The room of background tasks."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TasksConfig(AppConfig):
    """Finds what can run in the background: the module `background` of every app."""

    name = "headwater.apps.tasks"
    label = "tasks"
    verbose_name = "Background tasks"

    def ready(self) -> None:
        """Load every app's background work, and what it lets wait for people."""
        autodiscover_modules("background", "waiting")
