"""Every address, tried as every person: what each gets is written down here, and nothing may be missing."""

import json
import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from headwater.apps.people import services
from headwater.apps.people.permissions import Role
from headwater.apps.tasks.services import start_task

from .expected_answers import EXPECTED, PERSONS
from .world import World

COUNTS = Path(__file__).with_name("query_counts")
MOST_QUERIES = 15


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inside)
        else:
            yield f"{space}{pattern.name}"


def test_every_url_is_in_the_table_of_expected_answers() -> None:
    found = list(names(get_resolver().url_patterns))
    assert len(found) == len(set(found)), "two addresses share a name"
    assert set(found) == {name for name, _ in EXPECTED}


def test_every_url_with_an_id_is_tried_with_one() -> None:
    assert {name for name, method in EXPECTED if method == "GET"} == set(names(get_resolver().url_patterns))


@pytest.fixture
def paths(world: World, stored: Path) -> dict[str, list[str | int]]:
    """The part of an address that depends on what there is: Gita's, whom only some may see.

    An app with such addresses makes its things in `tests/apps/<app>/things.py`, a room of it in
    `things_<room>.py`.
    """
    invitation, _ = services.invite_person(
        acting_user=world.ada, name="Noor", email="noor@parcels.example", role=Role.AGENT, team=world.phone
    )
    task = start_task(acting_user=world.ada, kind="test.lines", file="nowhere", lines=1)
    found: dict[str, list[str | int]] = {
        "people:person": [world.gita.pk],
        "people:remove_account": [world.gita.pk],
        "people:end_membership": [world.membership_of("gita").pk],
        "people:team": [world.digital.pk],
        "people:remove_team": [world.digital.pk],
        "people:withdraw_invitation": [invitation.pk],
        "people:accept": ["no-such-token"],
        "tasks:task": [task.pk],
        "tasks:progress": [task.pk],
        "tasks:cancel": [task.pk],
        "mfa_remove_webauthn": [4711],
        "mfa_edit_webauthn": [4711],
        "account_reset_password_from_key": ["1", "no-such-key"],
    }
    for file in sorted(Path(__file__).parent.glob("*/things*.py")):
        made: Callable[[World], dict[str, list[str | int]]]
        made = import_module(f"tests.apps.{file.parent.name}.{file.stem}").things
        found |= made(world)
    return found


def answer(browser: Client, method: str, path: str) -> str:
    response = browser.get(path) if method == "GET" else browser.post(path, {"confirmed": ""})
    if response.status_code != 302:
        return str(response.status_code)
    target: str = response.headers["Location"]
    return "in" if target.startswith(reverse("account_login")) else "302"


def record(counted: dict[str, int]) -> None:
    """Write the counts, a file an app: two people who add pages do not meet in one file."""
    for file in COUNTS.glob("*.json"):
        file.unlink()
    apps = {page.partition(":")[0] if ":" in page else "web" for page in counted}
    for app in apps:
        pages = {p: n for p, n in counted.items() if (p.partition(":")[0] if ":" in p else "web") == app}
        text = json.dumps(pages, indent=1) + "\n"
        COUNTS.mkdir(exist_ok=True)
        (COUNTS / f"{app}.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("person", PERSONS)
def test_everybody_gets_what_the_table_says(
    person: str, visit: Callable[[str], Client], paths: dict[str, list[str | int]]
) -> None:
    got, expected = {}, {}
    for (name, method), answers in EXPECTED.items():
        path = reverse(name, args=paths.get(name, []))
        got[name, method] = answer(visit(person), method, path)
        expected[name, method] = answers[person]
    assert got == expected


def test_the_number_of_queries_of_every_page_is_as_recorded(
    world: World, visit: Callable[[str], Client], paths: dict[str, list[str | int]]
) -> None:
    """Write the file anew with: RECORD_QUERIES=1 pytest tests/apps/test_every_url.py."""
    counted = {}
    for (name, method), answers in EXPECTED.items():
        for person in ("amara", "chidi", "ada"):
            if method == "GET" and answers[person] == "200":
                browser = visit(person)
                with CaptureQueriesContext(connection) as queries:
                    browser.get(reverse(name, args=paths.get(name, [])))
                counted[f"{name} {person}"] = len(queries)
    if os.environ.get("RECORD_QUERIES"):
        record(counted)
    recorded = [json.loads(file.read_text(encoding="utf-8")) for file in COUNTS.glob("*.json")]
    assert counted == {page: count for pages in recorded for page, count in pages.items()}
    assert {page: count for page, count in counted.items() if count > MOST_QUERIES} == {}
