"""Registration with Django."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Contacts."""

    name = "headwater.apps.contacts"
    label = "contacts"
