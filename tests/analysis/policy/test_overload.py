"""What queues do to handle time: both signs are found where they were planted, and none where none was."""

import numpy as np
import pytest

from headwater.analysis.errors import UsageError
from headwater.analysis.policy.overload import Overload, overload


def floor(some: float, long: float, seed: int, contacts: int = 4_000) -> Overload:
    """Return what is found where a short and a long queue change handle time by so much."""
    rng = np.random.default_rng(seed)
    agent, reason, day = (rng.integers(0, most, contacts) for most in (12, 6, 60))
    hour = rng.integers(0, 40, contacts)
    busy = rng.gamma(1.5, 1.0, 60)[day] * (0.4 + (hour % 8) / 8)
    queue = rng.poisson(1.5 * busy).astype(float)
    top = np.quantile(queue[queue > 0], 0.75)
    effect = np.where(queue >= max(top, 2), np.log1p(long), np.where(queue > 0, np.log1p(some), 0))
    # hours in which queues are long bring hard reasons and slow agents: a plain comparison is misled
    alike = 0.3 * (agent % 4) + 0.4 * reason + 0.25 * (hour % 8) / 8
    luck = rng.normal(0, 0.05, 60)[day] + rng.normal(0, 0.5, contacts)
    handle = np.exp(5.0 + alike + effect + luck)
    return overload(handle, queue, 20 * queue * rng.random(contacts), [agent, reason, hour], day)


@pytest.mark.parametrize(
    ("some", "long", "word"),
    [
        (-0.15, -0.25, "faster"),
        (0.15, 0.25, "slower"),
        (-0.15, 0.20, "faster, then slower"),
        (0.20, -0.15, "slower, then faster"),
    ],
)
def test_both_signs_are_found_where_they_were_planted(some: float, long: float, word: str) -> None:
    found = floor(some, long, seed=1, contacts=8_000)
    assert found.word == word
    assert found.some.value == pytest.approx(some, abs=0.08)
    assert found.long.value == pytest.approx(long, abs=0.08)


def test_intervals_cover_and_nothing_is_found_where_nothing_is() -> None:
    inside, signs = 0, 0
    for seed in range(120):
        found = floor(0.0, 0.0, seed=100 + seed, contacts=2_000)
        assert found.long.low is not None
        assert found.long.high is not None
        inside += found.long.low <= 0 <= found.long.high
        signs += found.word != "no sign"
    assert 0.90 <= inside / 120 <= 0.99
    assert signs / 120 < 0.16


def test_a_sentence_says_both_figures() -> None:
    said = str(floor(-0.15, -0.25, seed=1, contacts=8_000))
    assert said.startswith("People speed up when customers wait: handle time changes by -1")
    assert "for the same agent, reason and hour" in said


def test_too_little_is_said() -> None:
    assert "900 contacts on" in floor(0, 0, seed=1, contacts=900).sentence
    ones = np.ones(2_000)
    days = np.arange(2_000) % 40
    quiet = overload(ones, ones * 0, ones, [days], days)
    assert "only 0 contacts were answered while somebody waited" in quiet.sentence
    alike = overload(ones, ones, ones, [days], days)
    assert "queues were too much alike" in alike.sentence


def test_columns_that_do_not_fit_are_refused() -> None:
    ones = np.ones(3)
    with pytest.raises(UsageError, match="different lengths"):
        overload(ones, ones, np.ones(2), [np.arange(3)], np.arange(3))
    many, days = np.zeros(2_000), np.arange(2_000) % 40
    with pytest.raises(UsageError, match="A handle time is 0 or less"):
        overload(many, many, many, [days], days)
