"""What tests of the product share."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.sample_folder import sample_folder

from .world import World, make_world

__all__ = ["sample_folder"]


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


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    """Return an empty data folder of this installation."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    found: Path = settings.DATA
    return found


@pytest.fixture
def stored(data: Path, sample_folder: Path) -> Path:
    """Return the data folder with a small sample organisation in its store, imported as source `sample`."""
    shutil.copytree(sample_folder, data, dirs_exist_ok=True)
    return data
