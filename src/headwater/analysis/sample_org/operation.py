"""The company at work, day by day: orders, parcels, what goes wrong, and the first contacts it causes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.reasons import DRIVERS, reasons
from headwater.analysis.sample_org.settings import LEAD_DAYS, TAIL_DAYS, Planted, SampleSettings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_WARM_UP = 14
"""Days of orders before the first simulated day, so that parcels are already on their way."""
_SHIPPING_DAYS = (0.0, 0.45, 0.35, 0.2)
_CONTACT_LAG = (0.45, 0.30, 0.15, 0.10)


@dataclass(frozen=True)
class Operation:
    """What happened on each simulated day; day 0 of the arrays lies LEAD_DAYS before the export."""

    orders: Ints
    parcels: Ints
    late: Ints
    stale: Ints
    drivers: Floats
    """Units of each driver by day, shape (days, drivers)."""


def calendar(settings: SampleSettings) -> tuple[Ints, Ints]:
    """Return day numbers (0 is the first day of the export) and weekdays (0 is Monday) of the simulation."""
    numbers = np.arange(-LEAD_DAYS - _WARM_UP, settings.days + TAIL_DAYS, dtype=np.int64)
    return numbers, (numbers + settings.start.weekday()) % 7


def season(settings: SampleSettings, numbers: Ints) -> Floats:
    """Return the yearly season and growth of orders on each day, about 1."""
    planted = settings.planted
    day_of_year = numbers + settings.start.timetuple().tm_yday
    wave = 1 + planted.season_amplitude * np.cos(2 * np.pi * (day_of_year - planted.season_peak_day) / 365.25)
    growth = (1 + planted.growth_per_year) ** (numbers / 365.25)
    factors: Floats = wave * growth
    return factors


def units_per_order(planted: Planted) -> dict[str, float]:
    """Return how many units of each driver come with one order, before the fix."""
    parcels = planted.parcels_per_order
    late = late_share(planted, fixed=False)
    return {
        "orders": 1.0,
        "parcels": parcels,
        "late_parcels": parcels * late,
        "stale_tracking": parcels * (1 - late) * planted.stale_tracking_share,
        "damaged_goods": parcels * planted.damaged_share,
        "customers": 1.0,
        "businesses": 1.0,
    }


def late_share(planted: Planted, *, fixed: bool) -> float:
    """Share of all parcels that come late, before or after the fix."""
    failing = planted.depot_shares[planted.failing_depot]
    rate = planted.late_share_failing_depot * (1 - planted.fix_effect_depot if fixed else 1)
    return failing * rate + (1 - failing) * planted.late_share_other_depots


def fix_effects(planted: Planted) -> dict[str, float]:
    """Planted change in first contacts per parcel from the fix on, by driver (-0.6 is 60% fewer)."""
    before, after = late_share(planted, fixed=False), late_share(planted, fixed=True)
    stale = (1 - after) * (1 - planted.fix_effect_tracking) / (1 - before)
    return {"late_parcels": after / before - 1, "stale_tracking": stale - 1}


def operate(settings: SampleSettings, orders_per_day: float, rng: np.random.Generator) -> Operation:
    """Run the operation at a mean level of orders per day."""
    planted = settings.planted
    numbers, weekday = calendar(settings)
    profile = np.array(planted.orders_by_weekday)
    profile = profile / profile.mean()
    orders = rng.poisson(orders_per_day * profile[weekday] * season(settings, numbers))
    arriving = np.convolve(orders, _SHIPPING_DAYS)[: len(orders)] * planted.parcels_per_order
    sunday = weekday == 6
    arriving[1:][sunday[:-1]] += arriving[:-1][sunday[:-1]]
    arriving[sunday] = 0
    by_depot = rng.poisson(arriving[:, None] * np.array(planted.depot_shares))
    fixed = numbers >= settings.fix_day
    late_rate = np.full(by_depot.shape, planted.late_share_other_depots)
    late_rate[:, planted.failing_depot] = planted.late_share_failing_depot * np.where(
        fixed, 1 - planted.fix_effect_depot, 1.0
    )
    late = rng.binomial(by_depot, late_rate).sum(axis=1)
    parcels = by_depot.sum(axis=1)
    stale_rate = planted.stale_tracking_share * np.where(fixed, 1 - planted.fix_effect_tracking, 1.0)
    stale = rng.binomial(parcels - late, stale_rate)
    damaged = rng.binomial(parcels, planted.damaged_share)
    growth = (1 + planted.growth_per_year) ** (numbers / 365.25)
    customers = orders_per_day * growth
    businesses = orders_per_day * growth * np.where(weekday < 5, 1.4, 0.0)
    by_driver = {
        "orders": orders,
        "parcels": parcels,
        "late_parcels": late,
        "stale_tracking": stale,
        "damaged_goods": damaged,
        "customers": customers,
        "businesses": businesses,
    }
    drivers = np.stack([np.convolve(by_driver[d], _CONTACT_LAG)[: len(orders)] for d in DRIVERS], axis=1)
    kept = slice(_WARM_UP, None)
    return Operation(orders[kept], parcels[kept], late[kept], stale[kept], drivers[kept])


def expected_first_contacts(settings: SampleSettings, operation: Operation) -> Floats:
    """Return how many people are expected to make contact for the first time, by day and reason."""
    planted = settings.planted
    per_order = units_per_order(planted)
    weights = np.array([r.weight for r in reasons()])
    chance = np.array(
        [
            planted.first_contacts_per_order * share / per_order[r.driver]
            for r, share in zip(reasons(), weights / weights.sum(), strict=True)
        ]
    )
    column = [DRIVERS.index(r.driver) for r in reasons()]
    willing = np.array(planted.contacts_by_weekday)
    willing = willing / willing.mean()
    weekday = calendar(settings)[1][_WARM_UP:]
    expected: Floats = operation.drivers[:, column] * chance * willing[weekday][:, None]
    return expected


def season_by_day(settings: SampleSettings) -> Floats:
    """Return season and growth on each simulated day, day 0 lying LEAD_DAYS before the export."""
    return season(settings, calendar(settings)[0][_WARM_UP:])
