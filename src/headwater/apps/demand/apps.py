"""Registration with Django."""

from django.apps import AppConfig


class DemandConfig(AppConfig):
    """Demand: a new version of the store, or other codes, lead to a new diagnosis."""

    name = "headwater.apps.demand"
    label = "demand"

    def ready(self) -> None:
        """Say what follows when contacts or codes change."""
        from headwater.apps.coding.changes import when_codes_change
        from headwater.apps.contacts.changes import when_store_changes
        from headwater.apps.demand.services import diagnose_whole

        when_store_changes(diagnose_whole)
        when_codes_change(diagnose_whole)
