"""A model reads the rest; whatever it is like, the interval holds."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.analysis.demand.prevalence.made_sample import World, drawn, made_world

from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.demand.prevalence.model_reader import ModelReader
from headwater.analysis.demand.prevalence.prevalence import prevalence
from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings
from headwater.analysis.demand.prevalence.targets import FAILURE
from headwater.analysis.errors import UsageError

pytest.importorskip("sklearn", reason="the model needs the extra `text`")

WORDS = {
    "failure": ["late", "broken", "again", "still", "wrong"],
    "value": ["buy", "advice", "colour", "gift"],
}


@pytest.fixture(scope="module")
def world() -> World:
    return made_world(contacts=1_500, seed=8)


@pytest.fixture(scope="module")
def told(world: World) -> ContactTables:
    """The same contacts with words that mostly fit what they are."""
    draw = np.random.default_rng(3)
    rows: list[dict[str, Any]] = []
    for number, (row, codes) in enumerate(zip(world.rows, world.codes, strict=True)):
        kind = codes["demand_type"] if draw.random() < 0.85 else str(draw.choice(["failure", "value"]))
        said = " ".join(draw.choice(WORDS[kind], 3)) + f" order{number}"
        rows.append({"source": "memory", "contact_id": row["contact_id"], "subject": None, "body": said})
    return ContactTables(contacts_from_rows(world.rows), texts_table=rows_as_frame(rows, "contact_texts"))


def test_a_model_of_the_words_narrows_the_interval_which_still_holds(
    world: World, told: ContactTables
) -> None:
    truth = world.share(demand_type="failure")
    found = prevalence(told, drawn(world, 300), PrevalenceSettings(model="fast"), targets=[FAILURE]).share()
    alone, both = found.estimates["people"], found.estimates["powered"]
    assert found.reported == "powered"
    assert alone.low is not None
    assert alone.high is not None
    assert both.low is not None
    assert both.high is not None
    assert both.high - both.low < 0.85 * (alone.high - alone.low)
    assert both.low <= truth <= both.high


class Memoriser:
    """Knows what it was shown by heart, and nothing else."""

    name = "memoriser"
    classes_: tuple[str, ...] = ()

    def fit(self, texts: Sequence[str], codes: Sequence[str]) -> Self:
        self.classes_ = tuple(sorted(set(codes)))
        self.known = dict(zip(texts, codes, strict=True))
        return self

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        rows = [
            [float(self.known[text] == code) for code in self.classes_]
            if text in self.known
            else [1 / len(self.classes_)] * len(self.classes_)
            for text in texts
        ]
        return np.array(rows)


def test_a_model_that_learned_its_examples_by_heart_gains_nothing(world: World, told: ContactTables) -> None:
    """Without cross-fitting it would look perfect, and the interval would be far too narrow."""
    from headwater.analysis.demand.coder.learning import CoderSettings

    reader = ModelReader(CoderSettings(), make_coder=Memoriser)
    found = prevalence(told, drawn(world, 300), targets=[FAILURE], reader=reader).share()
    alone, both = found.estimates["people"], found.estimates["powered"]
    assert alone.low is not None
    assert alone.high is not None
    assert both.low is not None
    assert both.high is not None
    assert both.high - both.low > 0.97 * (alone.high - alone.low)


def test_groups_and_time_are_read_too(world: World, told: ContactTables) -> None:
    settings = PrevalenceSettings(model="fast")
    found = prevalence(told, drawn(world, 400), settings, targets=[FAILURE], by="channel")
    phone = [row["channel"] == "phone" for row in world.rows]
    seconds = np.array([row["handle_seconds"] for row in world.rows])
    failed = np.array([own["demand_type"] == "failure" for own in world.codes])
    truth = seconds[failed & phone].sum() / seconds[phone].sum()
    share = found.share(FAILURE, ("phone",), "time").estimate
    assert share.low is not None
    assert share.high is not None
    assert share.low <= truth <= share.high
    assert found.card is not None
    assert found.card.to_dict()["judged_on"] == 400


def test_without_words_people_alone_decide_and_it_is_said(world: World) -> None:
    found = prevalence(world.tables, drawn(world, 100))
    assert found.share().reported == "people"
    assert (
        found.model
        == "Shares rest on people's codes alone: no contact in the store has text for a model to read."
    )
    with pytest.raises(UsageError, match="there is nothing for a model to read"):
        prevalence(world.tables, drawn(world, 100), PrevalenceSettings(model="full"))


def test_a_handful_of_codes_trains_no_model(world: World, told: ContactTables) -> None:
    sample = drawn(world, 40)
    assert "a model is trained from 50 coded contacts on" in prevalence(told, sample).model


def test_all_codes_alike_leave_a_model_nothing_to_learn_and_no_crash(
    world: World, told: ContactTables
) -> None:
    sample = drawn(world, 100)
    same = replace(
        sample,
        contacts=tuple(
            replace(c, codings=tuple(replace(k, codes={"demand_type": "failure"}) for k in c.codings))
            for c in sample.contacts
        ),
    )
    found = prevalence(told, same, PrevalenceSettings(model="fast")).share()
    assert found.reported == "people"
    assert found.estimate.value == 1
