"""Contacts ended just below a target are found where they were planted, and nowhere else."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from headwater.analysis.contacts.chains import next_contacts
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.errors import UsageError
from headwater.analysis.policy.bunching import fit_shape
from headwater.analysis.policy.gaming import find_gaming
from headwater.analysis.policy.handle_times import (
    HandleTimes,
    Ratings,
    handle_times,
    repeat_handle_seconds,
)
from headwater.analysis.sample_org import simulate, three_years
from headwater.analysis.sample_org.arrivals import PHONE

TARGET = 240.0
Floats = NDArray[np.float64]


def worked(draw: np.random.Generator, contacts: int) -> Floats:
    """Return handle times of several kinds of contacts, each lognormal."""
    middle = np.log([180.0, 220, 260, 300, 340, 420])[draw.integers(0, 6, contacts)]
    return np.asarray(np.exp(middle + 0.5 * draw.normal(size=contacts)))


def cut_short(draw: np.random.Generator, seconds: Floats, share: float) -> NDArray[np.bool_]:
    """Choose contacts from just above the target, so many that they are this share of all."""
    near = (seconds >= TARGET) & (seconds < 1.375 * TARGET)
    return np.asarray(near & (draw.random(len(seconds)) < share * len(seconds) / near.sum()))


def counted(seconds: Floats, back: NDArray[np.bool_] | None = None) -> HandleTimes:
    whole = seconds.astype(int)
    values, place = np.unique(whole, return_inverse=True)
    count = np.bincount(place).astype(float)
    if back is None:
        return HandleTimes(values.astype(float), count, 0 * count, 0 * count)
    return HandleTimes(values.astype(float), count, count, np.bincount(place, weights=back).astype(float))


def with_gaming(seed: int, contacts: int, share: float) -> tuple[Floats, NDArray[np.bool_], Floats]:
    draw = np.random.default_rng(seed)
    seconds = worked(draw, contacts)
    cut = cut_short(draw, seconds, share)
    shown = np.where(cut, TARGET - 1 - 10 * draw.random(contacts), seconds)
    return shown, cut, seconds


def test_a_share_of_7_per_cent_is_found_within_a_tenth_of_it() -> None:
    shown, cut, _ = with_gaming(1, 300_000, 0.072)
    found = find_gaming(counted(shown), TARGET)
    assert found.word == "bunched"
    assert found.shifted.value == pytest.approx(cut.mean(), rel=0.1)
    assert found.contacts.value == pytest.approx(cut.sum(), rel=0.1)


def test_in_the_sample_organisation_the_calls_that_were_cut_are_found_within_a_tenth_of_them() -> None:
    sample = simulate(three_years(200_000))
    planted = sample.truth["handle_time_target"]
    first, last = (np.datetime64(planted[name]) for name in ("first_day", "last_day"))
    seen = sample.contacts.take(np.arange(sample.window.start, sample.window.stop))
    day = seen.wall.astype("datetime64[s]").astype("datetime64[D]")
    mine = (seen.channel == PHONE) & (seen.handle > 0) & (day >= first) & (day <= last)
    mine &= ~seen.outbound & (seen.merged_into < 0)
    found = find_gaming(counted(seen.handle[mine].astype(float)), planted["seconds"])
    assert found.contacts.value == pytest.approx(planted["cut_contacts"], rel=0.1)


def test_contacts_that_nobody_cut_show_nothing() -> None:
    found = [find_gaming(counted(worked(np.random.default_rng(seed), 300_000)), TARGET) for seed in range(12)]
    assert all(one.z is not None for one in found)
    beyond = [one for one in found if one.z is not None and abs(one.z) > 2]
    assert len(beyond) <= 1
    assert "No sign" in found[0].sentence


def test_the_interval_holds_the_truth_19_times_in_20() -> None:
    held = []
    for seed in range(100):
        shown, cut, _ = with_gaming(seed, 20_000, 0.03)
        shifted = find_gaming(counted(shown), TARGET).shifted
        assert shifted.low is not None
        assert shifted.high is not None
        held.append(shifted.low <= cut.mean() <= shifted.high)
    assert 0.90 <= np.mean(held) <= 0.995


def test_contacts_that_came_of_it_are_counted() -> None:
    draw = np.random.default_rng(5)
    shown, cut, seconds = with_gaming(5, 300_000, 0.072)
    usual = 0.2 - 0.00015 * (seconds - 300)
    back = draw.random(len(seconds)) < np.clip(np.where(cut, 0.45, usual), 0.02, 0.98)
    caused = (0.45 - usual[cut]).sum()
    found = find_gaming(counted(shown, back), TARGET).came_back_more
    assert found.low is not None
    assert found.high is not None
    assert found.value == pytest.approx(caused, rel=0.2)
    assert found.low <= caused <= found.high


def rated(seed: int, contacts: int, loss: float) -> tuple[HandleTimes, float, float]:
    """Return contacts of which a third are rated in quarters; what cutting did to ratings, what it saved."""
    draw = np.random.default_rng(1000 + seed)
    shown, cut, seconds = with_gaming(seed, contacts, 0.06)
    usual = 0.7 - 0.0002 * (seconds - 300)
    fine = np.clip(np.where(cut, usual - loss, usual) + 0.25 * draw.normal(size=contacts), 0, 1)
    rating = np.round(4 * fine) / 4
    says = (draw.random(contacts) < 1 / 3).astype(float)
    times = counted(shown)
    place = np.searchsorted(times.seconds, shown.astype(int))
    sums: list[Floats] = [
        np.bincount(place, weights=column).astype(float) for column in (says, says * rating, says * rating**2)
    ]
    whole = np.round(4 * np.clip(usual + 0.25 * draw.normal(size=contacts), 0, 1)) / 4
    truth = float(rating[cut].mean() - whole[cut].mean())
    found = HandleTimes(times.seconds, times.contacts, times.followed, times.returned, Ratings(*sums))
    return found, truth, float((seconds - shown).sum())


def test_lost_satisfaction_and_saved_time_are_found_with_intervals_that_hold_them() -> None:
    held: list[tuple[bool, bool]] = []
    values, truths = [], []
    for seed in range(40):
        times, truth, gained = rated(seed, 30_000, 0.2)
        found = find_gaming(times, TARGET)
        lost, saved = found.satisfaction, found.saved_seconds
        assert lost.value is not None
        assert lost.low is not None
        assert lost.high is not None
        assert saved.low is not None
        assert saved.high is not None
        held.append((lost.low <= truth <= lost.high, saved.low <= gained <= saved.high))
        values.append(lost.value)
        truths.append(truth)
    assert (np.mean(held, axis=0) >= 0.88).all()
    assert np.mean(values) == pytest.approx(np.mean(truths), rel=0.1)


def test_satisfaction_cannot_be_told_where_nobody_rates() -> None:
    shown, _, _ = with_gaming(1, 30_000, 0.06)
    assert "rated" in find_gaming(counted(shown), TARGET).satisfaction.why


@pytest.mark.parametrize("rounded_to", [30, 60])
def test_rounded_handle_times_are_not_taken_for_gaming(rounded_to: int) -> None:
    seconds = worked(np.random.default_rng(2), 100_000)
    found = find_gaming(counted(np.round(seconds / rounded_to) * rounded_to), TARGET)
    assert found.word == "cannot tell"
    assert "no target too" in found.sentence


def test_another_target_on_the_same_contacts_can_be_named() -> None:
    draw = np.random.default_rng(4)
    shown, _, _ = with_gaming(4, 200_000, 0.05)
    other = (shown >= 480) & (shown < 600) & (draw.random(len(shown)) < 0.4)
    both = counted(np.where(other, 475, shown))
    named = find_gaming(both, TARGET, also_targets=[480])
    assert named.word == "bunched"
    assert named.placebo_fires <= find_gaming(both, TARGET).placebo_fires


def test_the_error_is_the_one_that_poisson_draws_show() -> None:
    middles = np.arange(65.0, 900, 10)
    draw = np.random.default_rng(0)
    truth = 2000 * np.exp(-((np.log(middles / 250) / 0.6) ** 2) / 2)
    window = (middles > 210) & (middles < 360)
    below = window & (middles < 240)
    shapes = [fit_shape(draw.poisson(truth).astype(float), middles, [window], 2) for _ in range(300)]
    found = np.array([shape.excess(below) for shape in shapes])
    assert found[:, 0].std() == pytest.approx(found[:, 1].mean(), rel=0.15)
    assert abs(found[:, 0].mean()) < 4 * found[:, 0].std() / np.sqrt(300)


@pytest.mark.parametrize("contacts", [0, 200])
def test_few_contacts_cannot_tell(contacts: int) -> None:
    found = find_gaming(counted(worked(np.random.default_rng(1), contacts)), TARGET)
    assert found.word == "cannot tell"
    assert "cannot be told" in str(found)


@pytest.mark.parametrize("target", [0.0, -5.0, float("nan"), float("inf")])
def test_a_target_has_to_be_a_number_above_0(target: float) -> None:
    with pytest.raises(UsageError, match="number above 0"):
        find_gaming(counted(np.full(5, 100.0)), target)


def test_a_target_far_outside_the_handle_times_cannot_tell() -> None:
    found = find_gaming(counted(worked(np.random.default_rng(1), 5_000)), 10_000)
    assert found.word == "cannot tell"


def test_handle_times_are_read_from_contacts() -> None:
    first = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rows = [
        {"opened_at": first, "customer_id": "ann", "channel": "phone", "handle_seconds": 239.4},
        {
            "opened_at": first + timedelta(days=2),
            "customer_id": "ann",
            "channel": "phone",
            "handle_seconds": 90.0,
            "satisfaction": 0.75,
        },
        {
            "opened_at": first + timedelta(days=3),
            "customer_id": "bob",
            "channel": "email",
            "handle_seconds": 90.0,
        },
        {
            "opened_at": first + timedelta(days=30),
            "customer_id": "cleo",
            "channel": "phone",
            "handle_seconds": 90.0,
        },
    ]
    found = handle_times(next_contacts(contacts_from_rows(rows)))
    assert found.seconds.tolist() == [90, 239]
    assert found.contacts.tolist() == [2, 1]
    assert found.followed.tolist() == [1, 1]  # the last one was not watched for a week
    assert found.returned.tolist() == [0, 1]
    assert found.ratings is not None
    assert found.ratings.rated.tolist() == [1, 0]
    assert found.ratings.total.tolist() == [0.75, 0]
    assert found.ratings.squares.tolist() == [0.5625, 0]
    chains = next_contacts(contacts_from_rows(rows))
    assert handle_times(chains, channel=None).total == 4
    assert handle_times(chains, channel=("email", "chat")).total == 1
    assert handle_times(chains, reason="refund").total == 0
    assert repeat_handle_seconds(chains) == 90.0
    assert repeat_handle_seconds(next_contacts(contacts_from_rows(rows[2:3]))) is None


def test_the_picture_and_the_table_show_the_bins() -> None:
    shown, _, _ = with_gaming(1, 20_000, 0.05)
    found = find_gaming(counted(shown), TARGET)
    figure = found.chart()
    assert figure.svg().startswith("<svg")
    assert sum(found.bins["contacts"]) <= 20_000
    assert len(found.to_dict()["bins"]["expected"]) == len(figure.columns["Contacts"])
