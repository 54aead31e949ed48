"""What rushing does is found where queues rush people, and refused where they do not."""

import heapq
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from headwater.analysis.errors import UsageError
from headwater.analysis.policy.absorbing import absorbed
from headwater.analysis.policy.rushing import TENTH, effect_of_rushing, effect_on_satisfaction
from headwater.analysis.policy.worked import Worked, waiting_at

Floats = NDArray[np.float64]
AGENTS, DAYS = 20, 40


@dataclass
class Floor:
    """A floor on which people hurry when many wait, and hard contacts take longer and come back."""

    truth: float = -0.25  # of the share who come back, for handle time e times as long
    hurry: float = 0.25
    harder_when_busy: float = 0.0
    seed: int = 1
    rating: float = 0.2  # of satisfaction from 0 to 1, for handle time e times as long
    asks: float = 0.5
    asks_less_when_busy: float = 0.0

    def worked(self) -> Worked:
        draw = np.random.default_rng(self.seed)
        busy = np.exp(0.12 * draw.normal(size=DAYS * 20))  # half-hours differ by more than anyone planned
        rows: list[tuple[float, ...]] = []
        for day in range(DAYS):
            rows += self._day(draw, day, busy)
        table = np.array(rows)
        handle, hard, queue, wait, hour, day_of, agent, was = table.T
        chance = 0.3 + 0.15 * hard + self.truth * (np.log(handle) - np.log(300))
        back = (draw.random(len(table)) < np.clip(chance, 0.01, 0.99)).astype(float)
        groups = [agent.astype(np.int64), hour.astype(np.int64)]
        said = 0.6 - 0.1 * hard + self.rating * np.log(handle / 300) + 0.15 * draw.normal(size=len(table))
        asked = draw.random(len(table)) < self.asks - self.asks_less_when_busy * np.log1p(queue)
        rated = np.where(asked, np.clip(said, 0, 1), np.nan)
        return Worked(handle, back, queue, wait, groups, day_of.astype(np.int64), was, rated)

    def _day(self, draw: np.random.Generator, day: int, busy: Floats) -> list[tuple[float, ...]]:
        free = [(0.0, agent) for agent in range(AGENTS)]
        opened = np.sort(
            np.concatenate(
                [
                    half * 1800 + 1800 * draw.random(draw.poisson(busy[day * 20 + half] * 110))
                    for half in range(20)
                ]
            )
        )
        started: list[float] = []
        found: list[tuple[float, ...]] = []
        for place, at in enumerate(opened):
            free_at, agent = heapq.heappop(free)
            start = max(at, free_at)
            waiting = int(np.searchsorted(opened, start, side="right")) - place - 1
            crowd = np.log1p(waiting)
            hard = draw.normal() + self.harder_when_busy * crowd
            handle = 300 * np.exp(0.35 * hard + 0.2 * draw.normal() - self.hurry * crowd)
            was = float(draw.random() < 0.2 + 0.05 * np.clip(hard, -3, 3))
            heapq.heappush(free, (start + handle, agent))
            started.append(start)
            found.append((handle, hard, waiting, start - at, int(at // 1800), day, agent, was))
        return found


@pytest.fixture(scope="module")
def worked() -> Worked:
    return Floor().worked()


def test_the_effect_is_within_a_fifth_of_the_truth_where_a_plain_comparison_has_the_wrong_sign(
    worked: Worked,
) -> None:
    found = effect_of_rushing(worked)
    assert found.word == "rushing costs"
    assert found.effect.value == pytest.approx(-0.25 * TENTH, rel=0.2)
    assert found.naive.value is not None
    assert found.naive.value < 0  # as if less handle time kept customers from coming back
    assert found.like_with_like.value is not None
    assert found.like_with_like.value < 0
    assert found.first_stage_f > 100
    assert "Grade B" in str(found)


def test_the_effect_on_satisfaction_is_found_by_the_same_method(worked: Worked) -> None:
    found = effect_on_satisfaction(worked)
    assert found.word == "rushing costs"
    assert found.effect.value == pytest.approx(0.2 * TENTH, rel=0.2)
    assert found.naive.value is not None
    assert found.effect.value is not None
    assert found.naive.value > found.effect.value  # hard contacts take longer and please less
    assert "less satisfied" in found.sentence


def test_satisfaction_is_refused_where_nobody_or_hardly_anybody_rates(worked: Worked) -> None:
    assert "nobody asked" in effect_on_satisfaction(replace(worked, satisfaction=None)).sentence
    said = worked.satisfaction
    assert said is not None
    few = np.where(np.arange(len(said)) % 50 == 0, said, np.nan)
    assert "rated contacts" in effect_on_satisfaction(replace(worked, satisfaction=few)).sentence


def test_satisfaction_is_refused_where_fewer_rate_when_queues_are_long() -> None:
    found = effect_on_satisfaction(Floor(asks=0.8, asks_less_when_busy=0.15).worked())
    assert found.word == "cannot tell"
    assert "those who do are not alike" in found.sentence


def drawn(seed: int, hurry: float) -> Worked:
    """Return contacts whose queues were drawn rather than simulated: quick, for many of them."""
    draw = np.random.default_rng(seed)
    n, day = 6_000, np.arange(6_000) // 150
    queue = draw.poisson(3 * np.exp(0.5 * draw.normal(size=40))[day]).astype(float)
    hard = draw.normal(size=n)
    handle = 300 * np.exp(0.35 * hard + 0.2 * draw.normal(size=n) - hurry * np.log1p(queue))
    chance = 0.4 + 0.1 * hard - 0.25 * np.log(handle / 300) + 0.05 * draw.normal(size=40)[day]
    back = (draw.random(n) < np.clip(chance, 0.01, 0.99)).astype(float)
    waits, agents = 20 * queue * draw.random(n), [draw.integers(0, 9, n)]
    said = 0.6 - 0.1 * hard + 0.2 * np.log(handle / 300) + 0.15 * draw.normal(size=n)
    said += 0.03 * draw.normal(size=40)[day]
    rated = np.where(draw.random(n) < 0.6, said, np.nan)
    return Worked(handle, back, queue, waits, agents, day, satisfaction=rated)


def test_the_interval_holds_the_truth_19_times_in_20_even_where_queues_rush_little() -> None:
    held = []
    for seed in range(150):
        effect = effect_of_rushing(drawn(seed, 0.08)).effect
        if effect.low is not None and effect.high is not None:
            held.append(effect.low <= -0.25 * TENTH <= effect.high)
    assert len(held) > 140
    assert 0.90 <= np.mean(held) <= 0.99


def test_the_interval_of_satisfaction_holds_the_truth_19_times_in_20() -> None:
    held = []
    for seed in range(150):
        effect = effect_on_satisfaction(drawn(seed, 0.12)).effect
        if effect.low is not None and effect.high is not None:
            held.append(effect.low <= 0.2 * TENTH <= effect.high)
    assert len(held) > 140
    assert 0.90 <= np.mean(held) <= 0.99


def test_queues_that_rush_nobody_are_refused() -> None:
    found = effect_of_rushing(Floor(hurry=0.0).worked())
    assert found.word == "cannot tell"
    assert not found.effect.known
    assert "first-stage F" in found.sentence


def test_queues_that_come_with_harder_contacts_are_refused() -> None:
    found = effect_of_rushing(Floor(harder_when_busy=0.6).worked())
    assert found.word == "cannot tell"
    assert "repeats before they began" in found.sentence


def test_no_effect_shows_no_sign() -> None:
    found = effect_of_rushing(Floor(truth=0.0, seed=3).worked())
    assert found.word == "no sign"


def test_few_contacts_cannot_tell(worked: Worked) -> None:
    few = replace(
        worked,
        **{
            name: getattr(worked, name)[:500]
            for name in ("handle_seconds", "came_back", "queue", "wait_seconds")
        },
        cluster=worked.cluster[:500],
        groups=[group[:500] for group in worked.groups],
        was_repeat=None,
        satisfaction=None,
    )
    assert "too few" in effect_of_rushing(few).sentence


def test_columns_of_different_lengths_and_impossible_times_are_refused(worked: Worked) -> None:
    with pytest.raises(UsageError, match="different lengths"):
        effect_of_rushing(replace(worked, queue=worked.queue[1:]))
    with pytest.raises(UsageError, match="0 or less"):
        effect_of_rushing(replace(worked, handle_seconds=0 * worked.handle_seconds))
    with pytest.raises(UsageError, match="below 0"):
        effect_of_rushing(replace(worked, wait_seconds=worked.wait_seconds - 1e6))


def test_taking_groups_out_is_regressing_on_their_indicators() -> None:
    draw = np.random.default_rng(0)
    one, two = draw.integers(0, 5, 300), draw.integers(0, 7, 300)
    control, x = draw.normal(size=(300, 1)), draw.normal(size=300)
    y = 2 * x + one - 0.5 * two + control[:, 0] + draw.normal(size=300)
    left = absorbed(np.column_stack([x, y]), [one, two], control)
    slope = left.columns[:, 0] @ left.columns[:, 1] / (left.columns[:, 0] @ left.columns[:, 0])
    whole = np.column_stack([x, np.eye(5)[one], np.eye(7)[two], control])
    b, *_ = np.linalg.lstsq(whole, y, rcond=None)
    assert slope == pytest.approx(b[0], rel=1e-6)
    assert left.degrees == 12


def test_who_waits_is_counted_at_the_moment_a_wait_ends() -> None:
    opened = np.array([0.0, 10, 20, 30])
    waits = np.array([0.0, 15, 30, 1])  # ends at 0, 25, 50, 31
    assert waiting_at(opened, waits).tolist() == [0, 1, 0, 1]
