"""The door: who knocks, by which token, and whether it may do what it asks. No cookie opens it."""

from dataclasses import dataclass
from time import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from headwater.analysis.errors import NotAllowedError
from headwater.apps.api import limits, selectors
from headwater.apps.api.errors import NotAuthenticatedError, TooManyError
from headwater.apps.api.models import Token
from headwater.apps.api.scopes import TokenScope
from headwater.apps.api.services import tokens
from headwater.apps.people.models import User
from headwater.apps.people.selectors import may

_MOST_REFUSALS = 30
"""Requests without a token that works, by one address within a minute of the clock."""


@dataclass(frozen=True)
class Caller:
    """Who asks: a token, and the person it acts for."""

    token: Token
    user: User


class Asked(HttpRequest):
    """A request that came through the door."""

    auth: Caller


class TokenDoor(HttpBearer):
    """Lets a request in whose token is good for one thing."""

    def __init__(self, scope: TokenScope | None) -> None:
        super().__init__()
        self._scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """Let a request in, or say why not."""
        return super().__call__(request) or self._refuse(request)

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return who asks; None when no token that works was given."""
        found = selectors.token_behind(token)
        if found is None:
            return None
        wait = tokens.count_request(found, limits.requests_a_minute())
        if wait:
            raise TooManyError(
                f"This token asked more than {limits.requests_a_minute()} times within a minute: "
                f"ask again in {wait} seconds.",
                retry_after=wait,
            )
        if not selectors.works_today(found):
            raise NotAllowedError("The person who made this token may not have one any more, so it stopped.")
        if self._scope is not None:
            _check(found, self._scope)
        return Caller(found, found.maker)

    def _refuse(self, request: HttpRequest) -> Any:
        """Say that there is no token that works; an address that asks on and on is told to wait."""
        minute, second = divmod(int(time()), 60)
        key = f"api-refused:{_address(request)}:{minute}"
        cache.add(key, 0, 120)
        try:
            refused = cache.incr(key)
        except ValueError:  # it just ran out
            refused = 1
        if refused > _MOST_REFUSALS:
            wait = 60 - second
            raise TooManyError(
                f"Too many requests without a token that works: ask again in {wait} seconds.",
                retry_after=wait,
            )
        raise NotAuthenticatedError(
            "Send a token that works, as Authorization: Bearer hw_...; people make one under Access for "
            "programs."
        )


def _address(request: HttpRequest) -> str:
    """Return the address of whoever asks; those of whom it cannot be told share one limit."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return "unknown"


def _check(token: Token, scope: TokenScope) -> None:
    if scope.key not in token.scopes:
        raise NotAllowedError(f"This token is not good for {scope.key}.", scope=scope.key)
    if not may(token.maker, scope.action, scope.reach):
        raise NotAllowedError(
            f"The person who made this token may not do this any more: {scope.action.meaning}.",
            scope=scope.key,
        )
