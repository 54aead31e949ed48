"""Registration with Django."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The policy lab."""

    name = "headwater.apps.policy"
    label = "policy"

    def ready(self) -> None:
        """Read the contacts anew for the lab whenever the store changes."""
        from headwater.apps.contacts.changes import when_store_changes
        from headwater.apps.policy.services import read_soon

        when_store_changes(read_soon)
