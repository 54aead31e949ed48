"""Files that coding takes: they come in whole, with the token of the form, from those who manage coding."""

import io
import re
from pathlib import Path

import pytest
from django.test import Client

from headwater.analysis.demand.codebook.reading import STARTERS, shipped_text
from headwater.apps.coding.forms import MOST_BYTES
from headwater.apps.coding.models import CodebookVersion, Reading
from headwater.apps.coding.services.sheets import export_sheet

from ..world import World
from .things import study_of

pytestmark = pytest.mark.django_db


def browser_of(world: World, name: str) -> Client:
    """Return a browser that is asked for the token of the form, as a real one is."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.person(name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def token(client: Client, page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(page).content.decode())
    assert found is not None
    return found[1]


def test_a_codebook_comes_in_as_a_file(world: World, data: Path) -> None:
    browser, page = browser_of(world, "emre"), "/coding/codebooks/"
    form = {"csrfmiddlewaretoken": token(browser, page)}
    file = io.BytesIO(shipped_text(STARTERS[0]).encode())
    file.name = "own.yaml"
    answer = browser.post(page, {**form, "file": file, "text": ""})
    assert answer.status_code == 302, answer.content.decode()
    assert CodebookVersion.objects.count() == 1


def test_a_sheet_comes_back_as_a_file(world: World, stored: Path) -> None:
    study = study_of(world, "chidi", size=3)
    browser, page = browser_of(world, "amara"), f"/coding/{study.pk}/sheet/"
    file = io.BytesIO(export_sheet(acting_user=world.amara, study=study))
    file.name = "sheet.csv"
    answer = browser.post(page, {"csrfmiddlewaretoken": token(browser, page), "file": file})
    assert answer.status_code == 302, answer.content.decode()
    assert not Reading.objects.exclude(finished_at=None).exists()


def test_a_file_without_the_token_or_the_right_is_refused(world: World, data: Path) -> None:
    for name, with_token in (("emre", False), ("olga", True)):
        browser, page = browser_of(world, name), "/coding/codebooks/"
        sent = {"csrfmiddlewaretoken": token(browser, "/")} if with_token else {}
        file = io.BytesIO(shipped_text(STARTERS[0]).encode())
        file.name = "own.yaml"
        assert browser.post(page, {**sent, "file": file}).status_code == 403
    assert not CodebookVersion.objects.exists()


def test_a_file_that_is_too_large_is_said_and_not_held(world: World, data: Path) -> None:
    browser, page = browser_of(world, "emre"), "/coding/codebooks/"
    file = io.BytesIO(b"x" * (MOST_BYTES + 1))
    file.name = "own.yaml"
    answer = browser.post(page, {"csrfmiddlewaretoken": token(browser, page), "file": file})
    assert "too large for a codebook" in answer.content.decode()
