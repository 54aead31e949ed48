import itertools

import numpy as np
import pytest

from headwater.analysis.demand.prevalence.readings import ReadBatch, of_targets, summed_up
from headwater.analysis.demand.prevalence.targets import FAILURE, Target

CLASSES = {"demand_type": ("failure", "value"), "cause": ("it", "policy"), "reason": ("Late",)}
CHANCES = {
    "demand_type": np.array([[0.9, 0.1], [0.2, 0.8]]),
    "cause": np.array([[0.75, 0.25], [0.5, 0.5]]),
    "reason": np.array([[1.0], [1.0]]),
}


def test_a_cause_counts_with_the_chance_of_failure_demand() -> None:
    likely, called = of_targets(CHANCES, CLASSES, [FAILURE, Target.of(cause="it")])
    assert likely.tolist() == [[0.9, pytest.approx(0.675)], [0.2, pytest.approx(0.1)]]
    assert called.tolist() == [[1.0, 1.0], [0.0, 0.0]]


def test_codes_of_several_fields_are_multiplied_and_failure_counts_once() -> None:
    both = Target.of(demand_type="failure", cause="policy", reason="Late")
    likely, _ = of_targets(CHANCES, CLASSES, [both])
    assert likely[0, 0] == pytest.approx(0.9 * 0.25 * 1.0)


def test_a_code_the_model_never_learned_has_no_chance() -> None:
    likely, called = of_targets(CHANCES, CLASSES, [Target.of(cause="people"), Target.of(preventable="yes")])
    assert not likely.any()
    assert not called.any()


def test_sums_do_not_depend_on_how_contacts_are_cut_into_batches() -> None:
    draw = np.random.default_rng(1)
    rows = 500
    chance = draw.random(rows)
    chances = {"demand_type": np.stack([chance, 1 - chance], axis=1)}
    cells = [(str(draw.integers(3)), (str(draw.integers(2)),)) for _ in range(rows)]
    amounts = np.stack([np.ones(rows), draw.gamma(2.0, 1.0, rows)], axis=1)

    def cut(sizes: list[int]) -> list[ReadBatch]:
        edges = np.cumsum([0, *sizes])
        return [
            ReadBatch(cells[a:b], amounts[a:b], {"demand_type": chances["demand_type"][a:b]})
            for a, b in itertools.pairwise(edges)
        ]

    held_out = {"demand_type": np.array([[1.0, 0.0]])}
    classes = {"demand_type": ("failure", "value")}
    one = summed_up(cut([500]), classes, [FAILURE], held_out)
    other = summed_up(cut([1, 7, 300, 192]), classes, [FAILURE], held_out)
    assert one.cells.keys() == other.cells.keys()
    assert one.total(())[0, 0, 1] == pytest.approx(float((chance * amounts[:, 1]).sum()))
    assert other.total(())[0, 0, 1] == pytest.approx(one.total(())[0, 0, 1])
    inside = np.array([cell[1] == ("1",) for cell in cells])
    assert one.total(("1",))[1, 0, 0] == pytest.approx(((chance > 0.5) & inside).sum())
