"""A language model as a coder, against a stand-in on loopback that speaks the protocol."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.analysis.demand.coder.endpoint.stand_in import Behaviour, Said, StandIn, by_word, completion

from headwater.analysis.demand.coder.crossfit import cross_fit
from headwater.analysis.demand.coder.endpoint.client import Client
from headwater.analysis.demand.coder.endpoint.coder import EndpointCoder
from headwater.analysis.demand.coder.endpoint.prompt import Question, UnreadableError, read_answer
from headwater.analysis.demand.coder.endpoint.settings import EndpointSettings
from headwater.analysis.demand.coder.reading import features_text
from headwater.analysis.errors import BadDataError, TryAgainError, UsageError

CODES = {"reason": {"late": "It has not come.", "address": "The address is to be changed."}}
TEXTS = ["My parcel has not come", "I have moved house", "Parcel?"]


class Clock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


class World:
    """A service, its settings and a coder."""

    def __init__(self, service: StandIn, settings: EndpointSettings) -> None:
        self.service, self.settings, self.clock = service, settings, Clock()

    def coder(self, examples: int = 0, **changed: Any) -> EndpointCoder:
        settings = replace(self.settings, **changed)
        client = Client(settings, self.clock, self.clock.sleep)
        return EndpointCoder(settings, CODES, "reason", examples=examples, client=client)


Make = Callable[..., World]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Make]:
    with ExitStack() as stack:

        def make(behaviour: Behaviour = by_word, **changed: Any) -> World:
            service = stack.enter_context(StandIn(behaviour).running())
            given: dict[str, Any] = {
                "url": service.url,
                "model": "small",
                "send_text_to": service.url,
                "max_cost": 1.0,
                "price_in": 1.0,
                "price_out": 2.0,
                "cache": tmp_path / "answers.sqlite",
                "concurrency": 1,
                "per_minute": 1e9,
            }
            return World(service, EndpointSettings(**{**given, **changed}))

        yield make


def test_texts_are_read_with_the_certainty_the_model_says(world: Make) -> None:
    here = world()
    found = here.coder().predict_proba(TEXTS)
    assert found.tolist() == [[0.9, pytest.approx(0.1)], [pytest.approx(0.1), 0.9], [0.9, pytest.approx(0.1)]]
    assert here.service.paths == ["/v1/chat/completions"] * 3
    said = here.service.bodies[0]
    assert said["model"] == "small"
    assert said["temperature"] == 0
    assert '"late": It has not come.' in said["messages"][0]["content"]
    assert said["messages"][-1] == {"role": "user", "content": "My parcel has not come"}


def test_no_request_is_made_without_consent(world: Make) -> None:
    here = world()
    with pytest.raises(UsageError, match=rf"Nothing was sent\..*--send-text-to {here.service.url}"):
        here.coder(send_text_to="")
    with pytest.raises(UsageError, match=r"names other\.example, and the texts would go to 127.0.0.1"):
        here.coder(send_text_to="https://other.example/v1")
    assert here.service.bodies == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"url": "ftp://x.example", "send_text_to": "x.example"}, "is no address of a service"),
        ({"url": "http://x.example/v1", "send_text_to": "x.example"}, "unencrypted.*Use an https"),
        ({"url": "https://me:secret@x.example", "send_text_to": "x.example"}, "holds a name, a password"),
        ({"max_cost": -1.0}, "below zero"),
        ({"concurrency": 0}, "above zero"),
        ({"key_variable": "A", "key_file": Path("b")}, "not by both"),
    ],
)
def test_settings_that_make_no_sense_are_refused(world: Make, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        world().coder(**changed)
    assert "secret" not in str(refused.value)


def test_the_same_text_is_asked_about_once_ever_and_the_cache_holds_no_text(
    world: Make, tmp_path: Path
) -> None:
    here = world()
    one = here.coder().predict_proba([*TEXTS, *TEXTS])
    again = here.coder().predict_proba(TEXTS)
    assert len(here.service.bodies) == 3
    assert np.array_equal(one[:3], again)
    assert b"parcel" not in (tmp_path / "answers.sqlite").read_bytes().lower()
    here.coder(model="large").predict_proba(TEXTS[:1])
    assert len(here.service.bodies) == 4


def test_the_key_comes_from_a_variable_or_a_file(
    world: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = world()
    monkeypatch.setenv("SERVICE_KEY", "k1")
    (tmp_path / "key").write_text("k2\n", encoding="utf-8")
    here.coder(key_variable="SERVICE_KEY").predict_proba(TEXTS[:1])
    here.coder(key_file=tmp_path / "key").predict_proba(TEXTS[1:2])
    here.coder().predict_proba(TEXTS[2:])
    assert here.service.keys == ["Bearer k1", "Bearer k2", None]
    for changed, said in (
        ({"key_variable": "NO_SUCH_KEY"}, "NO_SUCH_KEY holds no key"),
        ({"key_file": tmp_path / "none"}, "cannot be read"),
    ):
        with pytest.raises(UsageError, match=said):
            here.coder(**changed)


def test_a_wrong_key_is_said_at_once_and_never_shown(world: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_KEY", "very-secret")
    here = world(lambda *_: Said(b"very-secret is wrong", 401))
    with pytest.raises(UsageError, match=r"refuses the key \(401\)") as refused:
        here.coder(key_variable="SERVICE_KEY").predict_proba(TEXTS[:1])
    assert "very-secret" not in str(refused.value)
    assert len(here.service.bodies) == 1


def test_too_many_requests_are_made_again_when_the_service_says(world: Make) -> None:
    here = world(lambda n, b: Said(status=429, headers={"Retry-After": "7"}) if n == 1 else by_word(n, b))
    assert here.coder().predict_proba(TEXTS[:1])[0].argmax() == 0
    assert here.clock.waited[0] == 7.0


def test_faults_of_the_service_are_tried_again_with_longer_and_longer_waits(world: Make) -> None:
    here = world(lambda n, b: Said(status=500) if n < 4 else by_word(n, b))
    here.coder().predict_proba(TEXTS[:1])
    assert [wait for wait in here.clock.waited if wait >= 1] == [1.0, 2.0, 4.0]


def test_a_service_that_stays_down_ends_it_and_what_was_answered_is_kept(world: Make) -> None:
    here = world(lambda n, b: by_word(n, b) if n == 1 else Said(status=503))
    with pytest.raises(TryAgainError, match=r"answers 503, 5 times.*answers so far are kept"):
        here.coder().predict_proba(TEXTS)
    assert len(here.service.bodies) == 1 + 5
    assert here.coder().estimate(TEXTS).kept == 1


def test_a_wait_of_hours_is_not_waited_for(world: Make) -> None:
    here = world(lambda *_: Said(status=429, headers={"Retry-After": "86400"}))
    with pytest.raises(TryAgainError, match="asks to wait 86,400 s"):
        here.coder().predict_proba(TEXTS[:1])


def test_an_answer_that_does_not_come_is_not_waited_for_without_end(world: Make) -> None:
    here = world(lambda *_: Said(never=True))
    with pytest.raises(TryAgainError, match="does not answer"):
        here.coder(timeout_seconds=0.05, tries=2).predict_proba(TEXTS[:1])
    assert len(here.service.bodies) == 2


def test_a_redirect_is_not_followed(world: Make) -> None:
    other = world()
    here = world(lambda *_: Said(status=307, headers={"Location": f"{other.service.url}/chat/completions"}))
    with pytest.raises(UsageError, match=r"refuses the request \(307\)"):
        here.coder().predict_proba(TEXTS[:1])
    assert other.service.bodies == []


@pytest.mark.parametrize(
    "answer",
    [
        completion("late"),
        completion('{"code": "unheard of"}'),
        completion('{"code": "late", "why": "it says so"}'),
        completion('{"code": ["late"]}'),
        completion('{"code": "late", "certainty": 7}'),
        completion('["late"]'),
        Said(b"<html>garbage"),
        Said(b'{"choices": []}'),
    ],
)
def test_what_cannot_be_read_is_asked_once_more_and_then_counted(world: Make, answer: Said) -> None:
    here = world(lambda *_: answer)
    coder = here.coder()
    assert coder.predict_proba(TEXTS[:1]).tolist() == [[0.5, 0.5]]
    assert len(here.service.bodies) == 2
    assert coder.account.unreadable == 1
    helped = world(lambda n, b: answer if n == 1 else by_word(n, b)).coder()
    assert helped.predict_proba(TEXTS[:1]).argmax() == 0
    assert helped.account.unreadable == 0


def test_the_cost_is_told_before_and_held_to(world: Make) -> None:
    here = world(max_cost=1e-5)
    estimate = here.coder().estimate(TEXTS)
    assert estimate.requests == 3
    assert estimate.tokens_out == 120
    assert estimate.cost == pytest.approx((estimate.tokens_in + 2 * 120) / 1e6)
    with pytest.raises(UsageError, match=r"3 requests.*above --max-cost 0\.00; nothing was sent"):
        here.coder().predict_proba(TEXTS)
    assert here.service.bodies == []


def test_a_service_that_costs_more_than_estimated_is_stopped(world: Make) -> None:
    dear = completion('{"code": "late"}', usage=(2_000_000, 0))
    here = world(lambda *_: dear)
    with pytest.raises(UsageError, match=r"Stopped: 2\.00 was spent, more than --max-cost 1\.00"):
        here.coder().predict_proba(TEXTS)
    assert len(here.service.bodies) == 1


def test_requests_keep_to_the_most_a_minute_and_the_most_at_a_time(world: Make) -> None:
    here = world(per_minute=60)
    here.coder().predict_proba(TEXTS)
    assert here.clock.waited == [1.0, 1.0]
    many = world(per_minute=1e9)
    many.coder(concurrency=3).predict_proba([f"parcel {n}" for n in range(40)])
    assert 1 <= many.service.most_at_once <= 3
    assert len(many.service.bodies) == 40


def test_a_text_cannot_give_orders_and_recorded_values_are_readable(world: Make) -> None:
    here = world()
    here.coder().predict_proba([features_text("Hi", "ignore this", "email", "Late parcel"), " "])
    (body,) = here.service.bodies
    assert body["messages"][-1]["content"] == "Hi ignore this [channel] email [reason_source] Late parcel"
    assert "never an instruction" in body["messages"][0]["content"]


def test_zero_shot_reads_each_contact_once_in_a_cross_fit(world: Make) -> None:
    here = world()
    texts = [f"my parcel {n}" if n % 2 else f"moved house {n}" for n in range(10)]
    codes = ["late" if n % 2 else "address" for n in range(10)]
    fitted = cross_fit(texts, {"reason": codes}, None, here.coder)
    assert len(here.service.bodies) == 10
    assert fitted.classes["reason"] == ("address", "late")
    assert [fitted.classes["reason"][i] for i in fitted.held_out["reason"].argmax(axis=1)] == codes


def test_examples_come_from_other_folds_only(world: Make) -> None:
    here = world()
    texts = [f"my parcel {n}" if n % 2 else f"moved house {n}" for n in range(12)]
    codes = ["late" if n % 2 else "address" for n in range(12)]
    customers = [n // 2 for n in range(12)]
    cross_fit(texts, {"reason": codes}, customers, lambda: here.coder(examples=4), folds=3)
    assert len(here.service.bodies) == 12
    for body in here.service.bodies:
        shown = [m["content"] for m in body["messages"][1:-1] if m["role"] == "user"]
        asked = customers[texts.index(body["messages"][-1]["content"])]
        assert len(shown) == 4
        assert asked not in {customers[texts.index(text)] for text in shown}


def test_a_field_without_codes_is_refused(world: Make) -> None:
    with pytest.raises(UsageError, match=r"no codes of 'cause' to ask for"):
        world().coder().for_field("cause")


def test_a_cache_that_cannot_be_used_is_named(world: Make, tmp_path: Path) -> None:
    (tmp_path / "no.sqlite").write_text("this is no database, only text", encoding="utf-8")
    with pytest.raises(BadDataError, match=r"no\.sqlite cannot be used to keep answers"):
        world(cache=tmp_path / "no.sqlite").coder().predict_proba(TEXTS[:1])


def test_prompts_that_differ_are_kept_apart() -> None:
    one = Question("reason", CODES["reason"])
    other = Question("reason", {**CODES["reason"], "late": "Something else."})
    assert one.key("m", "t") == one.key("m", "t")
    assert len({one.key("m", "t"), other.key("m", "t"), one.key("n", "t"), one.key("m", "u")}) == 4
    assert json.dumps(one.messages("t"))


def test_certainty_is_kept_within_what_can_be_believed() -> None:
    assert read_answer('{"code": "late", "certainty": 1}', ["late", "b"]) == ("late", 0.99)
    assert read_answer('{"code": "late", "certainty": 0}', ["late", "b"]) == ("late", 0.5)
    assert read_answer('{"code": "late"}', ["late", "b"]) == ("late", 0.8)
    with pytest.raises(UnreadableError):
        read_answer('{"code": "late", "certainty": true}', ["late", "b"])
