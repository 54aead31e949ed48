"""The few turns of phrase the sentences of a report share."""

from collections.abc import Sequence
from datetime import date

from headwater.analysis.charts.units import read_count, read_hours
from headwater.analysis.demand.definitions import Definition
from headwater.analysis.estimates import Estimate

_WITHOUT = {"(none)", "(not given)"}


def quoted(name: str) -> str:
    """Name a reason, a team or a channel in a sentence.

    Examples
    --------
    >>> quoted("Where is my parcel?"), quoted("(none)")
    ('“Where is my parcel?”', 'contacts without one')
    """
    return "contacts without one" if name in _WITHOUT else f"“{name}”"


def named(group: str) -> str:
    """Name a group in a figure or a table."""
    return "not given" if group in _WITHOUT else group


def one_of(count: int, thing: str, things: str | None = None) -> str:
    """Count something in words.

    Examples
    --------
    >>> one_of(1, "contact"), one_of(1200, "contact")
    ('1 contact', '1,200 contacts')
    """
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def hours(value: float) -> str:
    """Read hours in a sentence.

    Examples
    --------
    >>> hours(1240.4), hours(1.0), hours(0.3)
    ('1,240 hours', '1.0 hours', '0.3 hours')
    """
    return read_hours(value).replace(" h", " hours")


def span(first: date | None, last: date | None) -> str:
    """Read a span of days.

    Examples
    --------
    >>> span(date(2026, 1, 5), date(2026, 3, 29))
    '5 January to 29 March 2026'
    >>> span(date(2025, 12, 1), date(2026, 3, 29))
    '1 December 2025 to 29 March 2026'
    """
    if first is None or last is None:
        return "no days"
    if first == last:
        return f"{first.day} {first:%B %Y}"
    begin = f"{first.day} {first:%B}" if first.year == last.year else f"{first.day} {first:%B %Y}"
    return f"{begin} to {last.day} {last:%B %Y}"


def comes_back(definition: Definition) -> str:
    """Say what a repeat is under a definition, as the end of a sentence.

    Examples
    --------
    >>> comes_back(Definition(7))
    'of the same customer for the same reason within 7 days'
    """
    reason = "for the same reason" if definition.reason == "same" else "for any reason"
    channel = " on the same channel" if definition.channel == "same" else ""
    return f"of the same customer {reason}{channel} within {definition.days}"


def rests_on(estimate: Estimate, what: str) -> str:
    """Say how many contacts a figure rests on, and what its bounds are.

    Examples
    --------
    >>> from headwater.analysis.estimates import wilson
    >>> rests_on(wilson(30, 100), "contacts")
    '100 contacts; in brackets the 95% interval.'
    """
    bounds = f"; in brackets the {estimate.level:.0%} interval" if estimate.low is not None else ""
    return f"{read_count(estimate.n)} {what}{bounds}."


def compact(estimate: Estimate) -> str | None:
    """Read a share for a cell of a table, or None where it cannot be told.

    Examples
    --------
    >>> compact(Estimate(0.38, 0.34, 0.42)), compact(Estimate(None))
    ('38% (34–42%)', None)
    """
    if estimate.value is None:
        return None
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.0%}"
    digits = 0 if estimate.high - estimate.low >= 0.02 else 1
    bounds = f"{100 * estimate.low:.{digits}f}–{100 * estimate.high:.{digits}f}%"
    return f"{estimate.value:.{digits}%} ({bounds})"


def listed(names: Sequence[str]) -> str:
    """List names in a sentence.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
