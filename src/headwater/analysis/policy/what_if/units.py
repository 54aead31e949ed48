"""Figures of a what-if as people write them, no more certain than they are."""

from headwater.analysis.estimates import Estimate


def shown(estimate: Estimate, unit: str) -> str:
    """Return a figure with its unit and its interval.

    Examples
    --------
    >>> shown(Estimate(0.82, 0.801, 0.84), "share"), shown(Estimate(47.0), "agents")
    ('82% (80% to 84%)', '47 agents')
    """
    if estimate.value is None:
        return f"cannot tell: {estimate.why}"
    digits = _digits(estimate, unit)
    number = _number(estimate.value, unit, digits)
    text = f"{number}{_after(unit, number)}"
    if estimate.low is None and estimate.high is None:
        return text
    if estimate.high is None or estimate.low is None:
        return f"{text} ({estimate.method})"
    return f"{text} ({_number(estimate.low, unit, digits)} to {_number(estimate.high, unit, digits)})"


def shown_change(estimate: Estimate, unit: str) -> str:
    """Return by how much a figure moves, with its sign; points for shares.

    Examples
    --------
    >>> shown_change(Estimate(-0.052, -0.071, -0.03), "share")
    '-5.2 points (-7.1 to -3.0)'
    >>> shown_change(Estimate(1.0), "agents")
    '+1 agent'
    """
    if estimate.value is None:
        return f"cannot tell: {estimate.why}"
    digits = 1 if unit == "share" else _digits(estimate, unit)

    def signed(value: float) -> str:
        value = round(value * (100 if unit == "share" else 1), digits) + 0.0
        return f"{value:+,.{digits}f}" if value else "0"

    number = signed(estimate.value)
    text = f"{number}{_after('points' if unit == 'share' else unit, number)}"
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} ({signed(estimate.low)} to {signed(estimate.high)})"


def percent(value: float) -> str:
    """Return a share as a percentage that is not rounded to all or nothing.

    Examples
    --------
    >>> percent(0.9989), percent(0.948), percent(1.0)
    ('99.9%', '95%', '100%')
    """
    return f"{value:.0%}" if 0.01 <= value <= 0.99 or value in (0.0, 1.0) else f"{value:.1%}"


def _number(value: float, unit: str, digits: int) -> str:
    return f"{value:.{digits}%}" if unit == "share" else f"{value:,.{digits}f}"


def _after(unit: str, number: str) -> str:
    """Return what stands after a number: its unit, of one or of several."""
    if unit == "share":
        return ""
    alone = number.lstrip("+-") == "1" and unit in ("agents", "contacts", "hours", "points")
    return f" {unit[:-1] if alone else unit}"


def _digits(estimate: Estimate, unit: str) -> int:
    """Return decimals that the interval carries; those that matter where there is none."""
    value = abs(estimate.value or 0.0)
    if estimate.low is not None and estimate.high is not None and estimate.high > estimate.low:
        width = estimate.high - estimate.low
        if unit == "share":
            return 0 if width >= 0.02 else 1 if width >= 0.002 else 2
        return 0 if width >= 2 or unit not in ("s", "contacts") else 1
    if unit == "share":
        return 1 if value * 100 != round(value * 100) else 0
    return 1 if unit in ("s", "contacts") and value < 100 and abs(value - round(value)) > 0.04 else 0
