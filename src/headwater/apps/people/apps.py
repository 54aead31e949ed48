"""The room of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, teams, memberships, invitations, audit trail."""

    name = "headwater.apps.people"
    label = "people"
    verbose_name = "People"
