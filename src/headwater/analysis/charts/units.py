"""How a quantity is read: on an axis, and in a label."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """One way to read numbers.

    Attributes
    ----------
    axis : str
        d3 format of axis labels.
    read : callable
        Turns a number into the text of a label or a table cell.
    name : str
        What the numbers are, for the title of an axis; empty where the figure's title says it.
    steps : tuple of float
        Distances that labels of an axis may have, where decimal ones would read badly.
    label : str
        Vega expression that reads `datum.value` on such an axis.
    """

    axis: str
    read: Callable[[float], str]
    name: str = ""
    steps: tuple[float, ...] = ()
    label: str = ""


def read_share(value: float) -> str:
    """Read a share: whole percents, tenths below 10%.

    Examples
    --------
    >>> read_share(0.4), read_share(0.034), read_share(0.0)
    ('40%', '3.4%', '0%')
    """
    return f"{value:.1%}" if 0 < abs(value) < 0.0995 else f"{value:.0%}"


def read_count(value: float) -> str:
    """Read a count, with separators.

    Examples
    --------
    >>> read_count(33344)
    '33,344'
    """
    return f"{value:,.0f}"


def read_hours(value: float) -> str:
    """Read hours: whole above 10, tenths below.

    Examples
    --------
    >>> read_hours(1240.4), read_hours(3.25)
    ('1,240 h', '3.2 h')
    """
    return f"{value:,.0f} h" if abs(value) >= 9.95 else f"{value:.1f} h"


def read_seconds(value: float) -> str:
    """Read a duration in seconds, as people say it.

    Examples
    --------
    >>> read_seconds(45), read_seconds(245), read_seconds(7500)
    ('45 s', '4 min 05 s', '2 h 05 min')
    """
    whole = round(value)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    minutes = round(value / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min"


def money(currency: str) -> Unit:
    """Return the unit of amounts in a currency, named by its code.

    Examples
    --------
    >>> money("EUR").read(15_250)
    '15,250 EUR'
    """
    return Unit("~s", lambda value: f"{value:,.0f} {currency}", currency)


SHARE = Unit(".0%", read_share)
COUNT = Unit(",~f", read_count)
HOURS = Unit(",~f", read_hours, "hours")
SECONDS = Unit(
    ",~f",
    read_seconds,
    steps=(15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400),
    label="datum.value == 0 ? '0' : datum.value < 60 ? datum.value + ' s' : "
    "datum.value < 3600 ? format(datum.value / 60, '~f') + ' min' : format(datum.value / 3600, '~f') + ' h'",
)
