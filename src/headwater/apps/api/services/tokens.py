"""Tokens: made, used and revoked."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from headwater.analysis.errors import UsageError
from headwater.apps.api import selectors
from headwater.apps.api.models import Token
from headwater.apps.api.scopes import TokenScope
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import hashed, require, today

MOST_DAYS = 365
MOST_TOKENS = 50
"""Open tokens of one person."""


@transaction.atomic
def create_token(
    *, acting_user: User, name: str, scopes: Iterable[TokenScope], last_day: date
) -> tuple[Token, str]:
    """Make a token; return its record and the token itself, which is kept nowhere."""
    require(acting_user, Action.MANAGE_TOKENS, Scope.OWN)
    asked = [scope for scope in TokenScope if scope in set(scopes)]
    if not asked:
        raise UsageError("A token needs at least one thing it is good for.")
    for scope in asked:
        require(acting_user, scope.action, scope.reach)
    if not today() <= last_day <= today() + timedelta(days=MOST_DAYS):
        raise UsageError(f"The last day is between today and {MOST_DAYS} days from now.")
    if selectors.tokens_of(acting_user).filter(revoked_at=None, expires_at__gt=timezone.now()).count() >= (
        MOST_TOKENS
    ):
        raise UsageError(f"You have {MOST_TOKENS} tokens that work: revoke one first.")
    secret = secrets.token_urlsafe(32)
    token = Token.objects.create(
        public_id=secrets.token_hex(6),
        secret_hash=hashed(secret),
        name=name.strip(),
        scopes=[scope.key for scope in asked],
        maker=acting_user,
        expires_at=_end_of(last_day),
    )
    record(acting_user, "token.made", token, scopes=token.scopes, last_day=last_day.isoformat())
    return token, f"hw_{token.public_id}_{secret}"


@transaction.atomic
def revoke_token(*, acting_user: User, token: Token) -> None:
    """Make a token useless at once."""
    token = selectors.token_to_change(acting_user, token.pk)
    if not Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise UsageError("This token was revoked before.")
    record(acting_user, "token.revoked", token, maker=token.maker_id)


def count_request(token: Token, most: int) -> int:
    """Count a request of a token; return 0, or after how many seconds it may ask again.

    One UPDATE that names the limit decides, so that processes that answer at once never let more through.
    """
    now = timezone.now()
    minute, second = divmod(int(now.timestamp()), 60)
    same = Token.objects.filter(pk=token.pk, minute=minute)
    if same.filter(used__lt=most).update(used=F("used") + 1):
        return 0
    other = Token.objects.filter(pk=token.pk).exclude(minute=minute)
    if other.update(minute=minute, used=1, last_used_on=today()):
        return 0
    return 60 - second


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
