"""Hands mail to the server, and says of each what became of it. Whoever sends has written it down before."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Literal

from django.core.mail import EmailMessage, get_connection

from headwater.analysis.errors import TryAgainError

Outcome = Literal["sent", "refused", "sending"]
"""Sent; refused for good by the server; or broken off in the middle, so that it may not have arrived."""


class PutOff(Exception):  # noqa: N818 - turned into TryAgainError at the end
    """The mail server asks for another attempt later."""


class Post:
    """A connection to the mail server, opened when the first letter is there."""

    def __init__(self) -> None:
        self._connection: Any = None

    def open(self) -> None:
        """Reach the server, before anything is written down."""
        if self._connection is not None:
            return
        connection = get_connection()
        try:
            connection.open()
        except (OSError, SMTPException) as error:
            # never the words of the error: they may hold an address
            raise TryAgainError(
                f"The mail server cannot be used ({type(error).__name__}): see HEADWATER_EMAIL_URL."
            ) from None
        self._connection = connection

    def send(self, message: EmailMessage) -> Outcome:
        """Hand a mail over and say what became of it."""
        message.connection = self._connection
        try:
            message.send()
        except SMTPRecipientsRefused as error:
            if any(400 <= code < 500 for code, _ in error.recipients.values()):
                raise PutOff from None
            return "refused"
        except SMTPResponseException as error:
            if 400 <= error.smtp_code < 500:
                raise PutOff from None
            return "refused"
        except (OSError, SMTPException):
            self._connection = None  # broken off in the middle: the mail may have arrived or not
            return "sending"
        return "sent"

    def close(self) -> None:
        """Say goodbye."""
        if self._connection is not None:
            self._connection.close()
