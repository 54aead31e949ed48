"""The API against its own description: whatever comes, no fault, and every answer as described."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from headwater.apps.api.scopes import TokenScope
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis, Page
from headwater.apps.measures.models import MeasuredPoint
from headwater.apps.measures.registry import PUBLISHED

from ..interventions.made_interventions import an_intervention, judge, locked, record_of
from ..world import World
from .asking import CONTACT, Program, program

OPERATIONS = {
    "contacts": 202,
    "events": 202,
    "flags": 201,
    "measures": 200,
    "measures/{key}": 404,
    "pushes/{number}": 404,
    "diagnosis": 404,
    "interventions": 200,
    "interventions/{number}": 404,
}
"""Every address, and what a request that makes sense gets where there is nothing yet."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ASKED = settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def asked(world: World, data: Path, settings: Any) -> Program:
    settings.API_REQUESTS_A_MINUTE = 100_000
    return program(world, "amara", *TokenScope)


@pytest.fixture
def described() -> Any:
    with connection_kept():
        return schemathesis.openapi.from_wsgi("/api/openapi.json", WSGIHandler())


@contextmanager
def connection_kept() -> Iterator[None]:
    """As Django's own test client: no request closes the connection whose transaction the test is in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_address_is_tried(db: None, described: Any) -> None:
    paths = {result.ok().path for result in described.get_all_operations()}
    assert paths == {f"/api/v1/{path}" for path in OPERATIONS}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", OPERATIONS)
def test_whatever_comes_there_is_no_fault_and_answers_are_as_described(
    asked: Program, described: Any, path: str, mode: GenerationMode
) -> None:
    [operation] = [o.ok() for o in described.get_all_operations() if o.ok().path == f"/api/v1/{path}"]
    statuses = ask(asked, operation.as_strategy(generation_mode=mode))
    if mode is GenerationMode.POSITIVE:
        assert OPERATIONS[path] in statuses


def test_what_is_there_is_answered_as_described(asked: Program, described: Any, world: World) -> None:
    push = asked.push([CONTACT, {}]).json()["id"]
    record_of(world, back=(0.32, 0.27))
    judged = locked(world.amara, an_intervention(world.amara)).intervention_id
    judge()
    key = next(iter(PUBLISHED))
    MeasuredPoint.objects.create(
        measure=key, grain="week", starts_on=date(2026, 1, 5), value=12.5, low=11, high=14, store_version=1
    )
    made = Diagnosis.objects.create(key="k", part=Filters().key, store_version=3, codes_version="")
    Page.objects.create(diagnosis=made, name="data", content=json.dumps({"headline": "One in three."}))
    there: dict[str, dict[str, Any]] = {
        "pushes/{number}": {"path_parameters": {"number": push}},
        "measures/{key}": {"path_parameters": {"key": key}, "query": {"grain": "week"}},
        "diagnosis": {"query": {}},
        "interventions": {},
        "interventions/{number}": {"path_parameters": {"number": judged}},
    }
    for path, given_parts in there.items():
        [operation] = [o.ok() for o in described.get_all_operations() if o.ok().path == f"/api/v1/{path}"]
        assert ask(asked, operation.as_strategy(**given_parts)) >= {200}
    assert asked.get("diagnosis").json()["content"] == {"headline": "One in three."}


def ask(asked: Program, strategy: Any) -> set[int]:
    """Ask what a strategy makes, check every answer, and return their statuses."""
    statuses = set()

    @ASKED
    @given(case=strategy)
    def each(case: Any) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {asked.token}"})
        case.validate_response(answer, checks=CHECKS)
        statuses.add(answer.status_code)

    with connection_kept():
        each()
    return statuses
