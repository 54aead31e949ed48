"""How figures of measures read: values, intervals, and whether a change means anything."""

from collections.abc import Callable

from headwater.analysis.charts.units import COUNT, HOURS, SHARE, Unit
from headwater.analysis.measures import Kind
from headwater.apps.measures.registry import Published
from headwater.apps.measures.selectors import Reading


def _plain(value: float) -> str:
    """Read a number with three figures, whole ones with separators; a very small one with two."""
    if abs(value) >= 10:
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
    return f"{value:.2g}" if 0 < abs(value) < 0.1 else f"{value:.2f}"


PLAIN = Unit(",~f", _plain)
_UNITS: dict[Kind, Unit] = {"share": SHARE, "count": COUNT, "bounded": PLAIN, "continuous": PLAIN}


def unit_of(published: Published) -> Unit:
    """Return how values of a measure are read."""
    if published.measure.unit == "hours":
        return HOURS
    if published.measure.unit.startswith("of "):  # of contacts, of handle time
        return SHARE
    return PLAIN if published.per != 1 else _UNITS[published.measure.kind]


def said(published: Published, value: float) -> str:
    """Read one value."""
    return unit_of(published).read(value * published.per)


def value_of(reading: Reading) -> str:
    """Read the newest value."""
    return "" if reading.latest is None else said(reading.published, reading.latest.value)


def interval_of(reading: Reading) -> str:
    """Read the interval of the newest value; empty where it has none."""
    latest = reading.latest
    if latest is None or latest.low is None or latest.high is None:
        return ""
    return between(reading.published, latest.low, latest.high)


def between(published: Published, low: float, high: float) -> str:
    """Read two ends of a range, told apart even where they are close."""
    read = _finer(published, low, high)
    return f"{read(low)} to {read(high)}"


def trend_of(reading: Reading) -> str:
    """Say whether the newest period is out of the ordinary; never how many percent it moved."""
    usual, published = reading.usual, reading.published
    if usual.verdict == "unknown" or usual.low is None or usual.high is None:
        return "" if reading.latest is None else f"Too early to say what is usual: {usual.why}."
    usually = between(published, usual.low, usual.high)
    if usual.verdict == "usual":
        return f"Within the usual range, {usually}."
    higher = usual.verdict == ("better" if published.measure.better == "higher" else "worse")
    return f"{'Higher' if higher else 'Lower'} than usual ({usually}), which is {usual.verdict}."


def period_of(reading: Reading) -> str:
    """Name the newest period."""
    latest = reading.latest
    if latest is None:
        return ""
    day = latest.starts_on
    return f"{day:%B %Y}" if latest.grain == "month" else f"week from {day.day} {day:%b %Y}"


def _finer(published: Published, low: float, high: float) -> Callable[[float], str]:
    """Return how to read values so that two that differ do not read the same."""
    if unit_of(published) is SHARE and high - low < 0.02:
        return lambda value: f"{value:.1%}"
    return lambda value: said(published, value)
