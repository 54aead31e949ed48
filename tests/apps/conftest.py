"""What tests of the product share."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from .world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Return the named world."""
    return make_world()


@pytest.fixture(autouse=True)
def _rate_limits_begin_anew() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def visit(world: World) -> Callable[[str], Client]:
    """Return a browser in which somebody of the world is signed in; `nobody` is signed out."""

    def browser(name: str) -> Client:
        client = Client()
        if name != "nobody":
            client.force_login(
                world.person(name), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return browser
