"""Spread within strata against the spread of contacts written out one by one."""

import numpy as np
import pytest

from headwater.analysis.demand.sampling.population import Cell
from headwater.analysis.demand.sampling.spread import Pilot, spreads
from headwater.analysis.errors import UsageError


def cell(seconds: list[float]) -> Cell:
    return Cell(len(seconds), round(sum(seconds) * 1000), round(sum(s * s for s in seconds)))


def test_for_contacts_it_is_that_of_a_share() -> None:
    pilot = Pilot({"A": 10_000, "B": 10_000}, {"A": 9000, "B": 5000})
    found = spreads({"A": Cell(5), "B": Cell(5)}, "contacts", pilot)
    assert found == pytest.approx({"A": 0.3, "B": 0.5}, abs=1e-3)


def test_a_stratum_with_few_codes_is_drawn_towards_all() -> None:
    pilot = Pilot({"A": 40, "B": 1}, {"A": 20, "B": 1})
    shares = pilot.shares(["A", "B", "C"])
    assert 0.5 < shares["B"] < 0.65
    assert shares["C"] == pytest.approx(21.5 / 42)
    assert Pilot({"A": 5}, {}).shares(["A"])["A"] > 0  # so that no stratum is left without any spread


def test_a_stratums_own_codes_count_for_nothing_where_its_contacts_are_in_the_sample() -> None:
    coded = {"Refund / phone": 8, "Refund / chat": 6, "Parcel / phone": 10}
    failures = {"Refund / phone": 2, "Refund / chat": 3, "Parcel / phone": 9}
    shares = Pilot(coded, failures, is_shared=True).shares([*coded, "Refund / *"])
    others = (3 + 9 + 0.5) / (6 + 10 + 1)
    assert shares["Refund / phone"] == pytest.approx((3 + 4 * others) / (6 + 4))
    assert shares["Parcel / phone"] == pytest.approx(5.5 / 15)  # nothing beside it: all others
    assert shares["Refund / *"] == pytest.approx((5 + 4 * 14.5 / 25) / (14 + 4))
    changed = Pilot(coded, failures | {"Refund / phone": 8}, is_shared=True).shares(coded)
    assert changed["Refund / phone"] == shares["Refund / phone"]


@pytest.mark.parametrize(("is_shared", "least", "most"), [(True, -0.004, 0.004), (False, -0.03, -0.012)])
def test_codes_that_decide_on_their_own_stratum_bias_the_share(
    is_shared: bool, least: float, most: float
) -> None:
    # 100 strata of 25 reasons, a share of 20%, 4 coded of each and 4 more to come
    draw = np.random.default_rng(3)
    labels = [f"reason {n // 4} / channel {n % 4}" for n in range(100)]
    shares = []
    for _ in range(400):
        failures = draw.binomial(4, 0.2, 100)
        pilot = Pilot(
            dict.fromkeys(labels, 4), dict(zip(labels, failures.tolist(), strict=True)), is_shared=is_shared
        )
        spread = np.array(list(spreads(dict.fromkeys(labels, Cell(1000)), "contacts", pilot).values()))
        n = np.maximum(np.round(800 * spread / spread.sum()).astype(int), 4)
        shares.append(np.mean((failures + draw.binomial(n - 4, 0.2)) / n))
    assert least < np.mean(shares) - 0.2 < most


def test_for_time_it_is_that_of_the_residual_of_a_ratio() -> None:
    draw = np.random.default_rng(1)
    seconds = {"A": np.round(draw.gamma(2, 100, 40_000)), "B": np.round(draw.gamma(3, 40, 40_000))}
    shares = {"A": 0.7, "B": 0.2}
    codes = {label: draw.random(40_000) < share for label, share in shares.items()}
    total = sum((t * codes[label]).sum() for label, t in seconds.items())
    ratio = total / sum(t.sum() for t in seconds.values())
    expected = {label: np.std(t * (codes[label] - ratio)) for label, t in seconds.items()}
    pilot = Pilot(dict.fromkeys(shares, 40_000), {label: int(c.sum()) for label, c in codes.items()})
    found = spreads({label: cell(list(t)) for label, t in seconds.items()}, "time", pilot)
    assert found == pytest.approx(expected, rel=0.02)


def test_without_a_pilot_half_of_each_stratum_is_taken_as_failure() -> None:
    found = spreads({"A": cell([100, 300]), "B": cell([10, 10])}, "time", None)
    assert found == pytest.approx({"A": np.sqrt(50_000) / 2, "B": 5.0})


def test_contacts_need_a_pilot_and_time_needs_times() -> None:
    with pytest.raises(UsageError, match=r"needs codes of an earlier sample.*--pilot.*--target time"):
        spreads({"A": Cell(5)}, "contacts", None)
    with pytest.raises(UsageError, match="needs handle times, and no contact here has one"):
        spreads({"A": Cell(5)}, "time", None)
