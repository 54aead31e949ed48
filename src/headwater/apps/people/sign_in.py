"""How sign-in fits this house: accounts begin with an invitation, never with a form for strangers."""

import logging
from contextlib import suppress
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from headwater.analysis.errors import TryAgainError
from headwater.apps.people.audit import record
from headwater.apps.people.models import User

log = logging.getLogger(__name__)


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send mail, and say so in words when the mail server does not take it."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.warning("the mail server did not take %s: %s", template_prefix, type(error).__name__)
            raise TryAgainError(
                "The mail could not be sent: the mail server does not answer. Try again later, or ask an "
                "administrator to look."
            ) from None

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **options: Any) -> None:
        """Tell a person by mail what changed in their sign-in; the audit trail gets the same."""
        with transaction.atomic():
            record(user, f"account.{template_prefix.rpartition('/')[2]}", user)
        with suppress(TryAgainError):  # what was changed stays changed, mail or no mail
            super().send_notification_mail(template_prefix, user, *args, **options)


def display_name(user: object) -> str:
    """Return what pages and mail call a person."""
    return cast(User, user).name
