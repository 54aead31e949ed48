"""How sign-in fits this house: accounts begin with an invitation, never with a form for strangers."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from headwater.apps.people.audit import record
from headwater.apps.people.models import User


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for people who were invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Close the door to strangers."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Change a password, and say so in the audit trail."""
        with transaction.atomic():
            super().set_password(user, password)
            record(user, "account.password_changed", user)

    def login(self, request: HttpRequest, user: User) -> None:
        """Let a person in, and say so in the audit trail."""
        with transaction.atomic():
            super().login(request, user)
            record(user, "account.signed_in", user)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **options: Any) -> None:
        """Tell a person by mail what changed in their sign-in; the audit trail gets the same."""
        with transaction.atomic():
            record(user, f"account.{template_prefix.rpartition('/')[2]}", user)
        super().send_notification_mail(template_prefix, user, *args, **options)


def display_name(user: object) -> str:
    """Return what pages and mail call a person."""
    return cast(User, user).name
