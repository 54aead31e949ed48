"""How tests ask as a program does: with a token and no cookie."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.test import Client

from headwater.apps.api.models import Token
from headwater.apps.api.scopes import TokenScope
from headwater.apps.api.services.tokens import create_token
from headwater.apps.people.selectors import today

from ..world import World

CONTACT = {"contact_id": "4711", "opened_at": "2026-03-01T09:30:00+01:00", "channel": "email"}


def made(
    world: World, person: str, scopes: Iterable[TokenScope], name: str = "Helpdesk"
) -> tuple[Token, str]:
    """Make a token as somebody of the world."""
    return create_token(
        acting_user=world.person(person), name=name, scopes=scopes, last_day=today() + timedelta(days=30)
    )


class Program:
    """A program with a token."""

    def __init__(self, token: str) -> None:
        self.token = token
        self._client = Client()

    def get(self, path: str, **asked: Any) -> Any:
        return self._client.get(f"/api/v1/{path}", asked, headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path: str, content: Any, kind: str = "application/json", **headers: str) -> Any:
        body = content if isinstance(content, str | bytes) else json.dumps(content)
        said = {"Authorization": f"Bearer {self.token}"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.post(f"/api/v1/{path}", body, content_type=kind, headers=said)

    def push(self, rows: Any, source: str = "helpdesk", kind: str = "contacts", **headers: str) -> Any:
        return self.post(f"{kind}?source={source}", rows, **headers)


def program(world: World, person: str = "amara", *scopes: TokenScope) -> Program:
    """Return a program of somebody; good for pushing if nothing is said."""
    return Program(made(world, person, scopes or [TokenScope.PUSH])[1])
