"""The part of failure demand caused outside support: measured, corrected for coders' errors, or not told."""

from dataclasses import replace

import numpy as np
import pytest

from headwater.analysis.demand.causes.corrected import corrected_share
from headwater.analysis.demand.causes.outside import Outside, outside, sides
from headwater.analysis.demand.coding.sampled import Coding, SampledContact
from headwater.analysis.demand.prevalence.facts import SampleFacts

from .test_evidence import made

KINDS = (
    ({"demand_type": "failure", "cause_owner": "Depot"}, 0.65),
    ({"demand_type": "failure", "cause_owner": "Support"}, 0.13),
    ({"demand_type": "value"}, 0.22),
)
KNOWN = sides(["Depot", "Support"], None, ["Support"])


def coded(draw: np.random.Generator, n: int, noise: float, double: float) -> SampleFacts:
    """Contacts coded by people who err at random, some of them twice and then decided."""
    shares = [share for _, share in KINDS]
    contacts = []
    for number, kind in enumerate(draw.choice(3, size=n, p=shares)):
        said = [
            Coding(f"c{reader}", KINDS[kind if draw.random() >= noise else draw.choice(3, p=shares)][0])
            for reader in range(2 if draw.random() < double else 1)
        ]
        if len({tuple(s.codes.items()) for s in said}) > 1:
            said.append(Coding("lead", KINDS[kind][0], adjudicates=True))
        name = str(number)
        contacts.append(SampledContact(name, "m", name, "all", 0.1, codings=tuple(said)))
    return replace(made([True] * n, contacts=(50_000, 50_000)).facts, contacts=tuple(contacts))


def found(facts: SampleFacts) -> Outside:
    return outside(facts, KNOWN, {"contacts": np.ones(len(facts))})


@pytest.mark.parametrize(("noise", "double"), [(0.0, 0.0), (0.15, 0.3)])
def test_the_interval_holds_the_truth_whether_coders_err_or_not(noise: float, double: float) -> None:
    draw, held, runs = np.random.default_rng(1), 0, 100
    for _ in range(runs):
        part = found(coded(draw, 250, noise, double)).outside.contacts
        held += part.low is not None and part.high is not None and part.low <= 0.65 / 0.78 <= part.high
    assert held / runs >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / runs)


def test_the_three_parts_add_up() -> None:
    parts = found(coded(np.random.default_rng(2), 300, 0.1, 0.3))
    total = sum(getattr(parts, side).contacts.value for side in ("outside", "inside", "not_said"))
    assert total == pytest.approx(1)


def test_what_has_no_amount_is_not_told() -> None:
    assert found(coded(np.random.default_rng(2), 100, 0, 0)).outside.time.why == "time is not known"


def test_without_failure_demand_there_is_nothing_to_divide() -> None:
    facts = coded(np.random.default_rng(3), 40, 0, 0)
    value = tuple(replace(c, codings=(Coding("a", {"demand_type": "value"}),)) for c in facts.contacts)
    part = found(replace(facts, contacts=value)).outside.contacts
    assert part.why == "there is no failure demand among the coded contacts"


def test_decisions_move_a_share_as_far_as_they_changed_codes() -> None:
    # every contact read twice; one reading in two says Depot, and it was decided that all are
    said = (Coding("a", KINDS[0][0]), Coding("b", KINDS[1][0]), Coding("lead", KINDS[0][0], adjudicates=True))
    facts = coded(np.random.default_rng(3), 40, 0, 0)
    facts = replace(facts, contacts=tuple(replace(c, codings=said) for c in facts.contacts))
    fields = ("demand_type", "cause_owner")
    made_of = corrected_share(facts, lambda c: c.get("cause_owner") == "Depot", fields, np.ones(40), 0.95)
    assert made_of.estimate.value == pytest.approx(1)
