"""What programs read and say: flags, measures, the diagnosis; and errors in one shape."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from headwater.apps.api.scopes import TokenScope
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis, Page
from headwater.apps.measures.models import MeasuredPoint
from headwater.apps.measures.registry import PUBLISHED
from headwater.apps.voices.models import Flag

from ..interventions.made_interventions import an_intervention, judge, locked, record_of
from ..world import World
from .asking import program

pytestmark = pytest.mark.usefixtures("data")
FLAG, MEASURES = TokenScope.FLAG, TokenScope.MEASURES


def test_a_program_flags_in_the_name_of_whoever_made_its_token(world: World) -> None:
    said = {"kind": "avoidable", "code": "progress_chasing", "words": "call jane.doe@example.org back"}
    answer = program(world, "amara", FLAG).post("flags", said)
    assert answer.status_code == 201
    flag = Flag.objects.get(pk=answer.json()["id"])
    assert (flag.raised_by, flag.kind, flag.code) == (world.amara, "avoidable", "progress_chasing")
    assert "jane.doe" not in flag.words


def test_a_flag_that_comes_twice_with_one_key_is_made_once(world: World) -> None:
    asked = program(world, "amara", FLAG)
    answers = [asked.post("flags", {"kind": "contradiction"}, Idempotency_Key="x") for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Flag.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"kind": "angry"}, 422, "body.kind"),
        ({"kind": "avoidable", "code": "refund"}, 400, "avoidable has no reason 'refund'"),
        ({"kind": "avoidable", "wrds": "x"}, 422, "body.wrds"),
        ({"kind": "avoidable", "words": "a\0b"}, 422, "body.words"),
        ({"kind": "not_allowed", "amount": "NaN", "currency": "EUR"}, 422, "body.amount"),
        ({"kind": "not_allowed", "amount": "1e400", "currency": "EUR"}, 422, "body.amount"),
        ({"kind": "not_allowed", "amount": "5"}, 400, "needs its currency"),
        ({"kind": "avoidable", "contact_id": "jane.doe@example.org"}, 400, "That is an e-mail address"),
        ([], 422, "body"),
        ("{", 400, "not JSON"),
        ("[" * 60_000, 400, "not JSON"),
        ('{"kind": "avoidable", "words": "\\ud800"}', 422, "body.words"),
    ],
)
def test_a_flag_that_says_nothing_sensible_is_refused_in_words(
    world: World, said: Any, status: int, words: str
) -> None:
    answer = program(world, "amara", FLAG).post("flags", said)
    assert answer.status_code == status
    problem = answer.json()
    assert set(problem) == {"code", "message", "data"}
    assert words in problem["message"]
    assert "jane.doe" not in answer.content.decode()
    assert not Flag.objects.exists()


def test_a_flag_of_many_megabytes_is_refused(world: World) -> None:
    answer = program(world, "amara", FLAG).post("flags", b" " * (3 * 1024 * 1024))
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_interventions_are_listed_and_read_with_their_plans_and_verdicts(world: World) -> None:
    record_of(world, back=(0.32, 0.27))
    plan = locked(world.amara, an_intervention(world.amara, problem="Parcels are not scanned"))
    judge()
    asked = program(world, "emre", TokenScope.INTERVENTIONS)
    (listed,) = asked.get("interventions").json()["interventions"]
    assert (listed["standing"], listed["verdict"], listed["due_on"]) == ("worked", "worked", "2024-07-01")
    assert (listed["money"], listed["hours"], listed["currency"]) == (4000, 40, "EUR")
    assert "problem" not in listed
    whole = asked.get(f"interventions/{plan.intervention_id}").json()
    assert whole["problem"] == "Parcels are not scanned"
    assert whole["plans"][0]["fingerprint"] == plan.fingerprint
    (judged,) = whole["judgements"]
    assert (judged["plan"], judged["look"], judged["word"]) == (1, "verdict", "worked")
    assert len(judged["content"]["gates"]) == 6
    assert "Amara" not in str(whole), "programs are told nothing of who promised what"
    assert asked.get("interventions/4711").status_code == 404
    assert asked.get(f"interventions/{2**40}").status_code == 422
    assert program(world, "emre", MEASURES).get("interventions").status_code == 403


def test_measures_are_listed_and_read_with_their_points(world: World) -> None:
    asked = program(world, "emre", MEASURES)
    listed = asked.get("measures").json()["measures"]
    assert [one["key"] for one in listed] == list(PUBLISHED)
    key = listed[0]["key"]
    MeasuredPoint.objects.create(
        measure=key, grain="week", starts_on=date(2026, 1, 5), value=12.5, low=11, high=14, store_version=1
    )
    MeasuredPoint.objects.create(
        measure=key, team=world.phone, grain="week", starts_on=date(2026, 1, 5), value=3, store_version=1
    )
    whole = asked.get(f"measures/{key}").json()
    assert whole["points"] == [
        {
            "starts_on": "2026-01-05",
            "value": 12.5,
            "numerator": None,
            "denominator": None,
            "low": 11,
            "high": 14,
        }
    ]
    assert whole["key"] == key
    of_phone = asked.get(f"measures/{key}", team=world.phone.pk).json()
    assert [p["value"] for p in of_phone["points"]] == [3]
    assert asked.get(f"measures/{key}", grain="month").json()["points"] == []


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("measures/no.such", {}, 404),
        ("measures/contacts.contacts", {"grain": "year"}, 422),
        ("measures/contacts.contacts", {"team": 999_999}, 404),
        ("measures/contacts.contacts", {"team": 2**70}, 422),
        ("measures/" + "x" * 81, {}, 422),
        ("diagnosis", {}, 403),
        ("no/such/address", {}, 404),
        ("", {}, 404),
    ],
)
def test_what_is_not_there_is_said_in_one_shape(
    world: World, path: str, asked: dict[str, Any], status: int
) -> None:
    answer = program(world, "amara", MEASURES).get(path, **asked)
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "message", "data"}


def test_a_method_that_is_not_for_an_address_is_refused_in_the_same_shape(world: World) -> None:
    answer = Client().delete("/api/v1/measures")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert answer.json()["code"] == "usage"


def test_the_diagnosis_is_read_by_those_parts_that_were_asked_for(world: World) -> None:
    asked = program(world, "emre", TokenScope.DIAGNOSIS)
    assert asked.get("diagnosis").status_code == 404
    for filters, words in ((Filters(), "all"), (Filters(channel="phone"), "by phone")):
        made = Diagnosis.objects.create(key=words, part=filters.key, store_version=3, codes_version="7")
        Page.objects.create(diagnosis=made, name="data", content=json.dumps({"headline": words}))
    said = asked.get("diagnosis").json()
    assert (said["store_version"], said["codes_version"], said["content"]) == (3, "7", {"headline": "all"})
    assert asked.get("diagnosis", channel="phone").json()["content"] == {"headline": "by phone"}
    assert asked.get("diagnosis", team="Phone").status_code == 404
    assert asked.get("diagnosis", since="soon").json()["data"]["problems"][0]["at"] == "query.since"


def test_a_fault_of_headwater_is_told_in_the_same_shape_without_its_words(
    world: World, monkeypatch: Any, caplog: Any
) -> None:
    def broken(user: object) -> None:
        raise ValueError("jane.doe@example.org")

    monkeypatch.setattr("headwater.apps.api.views.endpoints.measures_visible_to", broken)
    answer = program(world, "amara", MEASURES).get("measures")
    assert answer.status_code == 500
    assert answer.json() == {
        "code": "error", "message": "A fault of Headwater itself; its log says where.", "data": {}
    }  # fmt: skip
    assert "ValueError" in caplog.text
    assert "jane.doe" not in caplog.text
