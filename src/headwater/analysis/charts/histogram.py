"""How a quantity is spread, with the values worth knowing marked."""

from collections.abc import Callable, Mapping, Sequence
from math import log10
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import NARROW, WIDE, colour
from headwater.analysis.charts.units import COUNT, SECONDS, Unit


def histogram(
    bins: Sequence[Mapping[str, Any]],
    *,
    title: str,
    description: str,
    heading: str,
    measure: str = "Contacts",
    unit: Unit = SECONDS,
    markers: Sequence[tuple[float, str]] = (),
    log: bool = False,
) -> Figure:
    """Return counts in bins as touching bars, with lines at values worth knowing.

    Parameters
    ----------
    bins : sequence of mapping
        `left`, `right` (in `unit`) and `count`, in order.
    heading : str
        What is measured, such as "Handle time"; names the axis.
    markers : sequence of (float, str)
        Where to draw a line, and its words, such as `(240, "median 4 min 00 s")`.
    log : bool
        Draw equal ratios equally far apart; for bins that widen by a factor.
    """
    drawn = [{"left": row["left"], "right": row["right"], "count": row["count"], "zero": 0} for row in bins]
    total = sum(row["count"] for row in drawn)
    columns: dict[str, Sequence[Any]] = {
        f"{heading} from": [unit.read(row["left"]) for row in drawn],
        "to": [unit.read(row["right"]) for row in drawn],
        measure: [COUNT.read(row["count"]) for row in drawn],
        "Share": [f"{row['count'] / total:.1%}" if total else None for row in drawn],
    }
    charts = [_histogram(drawn, unit, (heading, measure), markers, log=log, narrow=n) for n in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def _histogram(
    bins: list[dict[str, Any]],
    unit: Unit,
    titles: tuple[str, str],
    markers: Sequence[tuple[float, str]],
    *,
    log: bool,
    narrow: bool,
) -> Any:
    alt = altair()

    first = bins[0]["left"] if bins else 0
    last = bins[-1]["right"] if bins else 1
    heading, measure = titles
    name = f"{heading} ({unit.name})" if unit.name else heading
    if log:
        # a logarithm has no zero: the first bin begins at its own width below the second
        first = bins[0]["right"] / (bins[1]["right"] / bins[1]["left"])
        bins = [{**bins[0], "left": first}, *bins[1:]]
    labels = {"values": _labels(unit, first, last, 5 if narrow else 9, log), "labelExpr": unit.label}
    x = alt.X(
        "left:Q",
        title=name,
        scale=alt.Scale(type="log" if log else "linear", domain=[first, last], nice=False),
        axis=alt.Axis(
            format=unit.axis,
            grid=False,
            tickCount=5 if narrow else 10,
            labelFlush=True,
            **labels if unit.steps else {},
        ),
    )
    tallest = max((row["count"] for row in bins), default=1) or 1
    line = 0.13 if narrow else 0.1
    top = tallest * (1 + line * len(markers) + 0.05)
    y = alt.Y(
        "count:Q",
        title=measure,
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=title_on_top(format=",~f", values=_ticks(tallest)),
    )  # fmt: skip
    base = drawn_from(bins)
    parts = [base.mark_bar(binSpacing=1, color=colour("1")).encode(x=x, x2="right:Q", y=y, y2="zero:Q")]
    lines, said = [], []
    for at, (value, words, left) in enumerate(_stacked(markers, _places(first, last, log), narrow)):
        height = top - tallest * line * (at + 0.4)
        mark = drawn_from([{"left": value, "count": height, "zero": 0, "words": words}])
        lines.append(mark.mark_rule(color=colour("2"), strokeWidth=2).encode(x=x, y=y, y2="zero:Q"))
        # a rim of the page's colour keeps words readable where another marker's line runs through them
        for rim in ({"stroke": colour("paper"), "strokeWidth": 5}, {}):
            text = mark.mark_text(
                align="right" if left else "left", dx=-6 if left else 6, color=colour("2"), **rim
            )
            said.append(text.encode(x=x, y=y, text="words:N"))
    parts = [*parts, *lines, *said]
    return sized(alt.layer(*parts), narrow=narrow, height=220 if narrow else 260)


def _places(first: float, last: float, log: bool) -> Callable[[float], float]:
    """Return where on the axis a value lies, 0 at its left end and 1 at its right."""
    if log:
        return lambda value: log10(value / first) / log10(last / first)
    return lambda value: (value - first) / (last - first)


def _stacked(
    markers: Sequence[tuple[float, str]], place: Callable[[float], float], narrow: bool
) -> list[tuple[float, str, bool]]:
    """Return markers from the highest to the lowest, each with whether its words stand left of its line.

    Words stand to the right where they fit. The ones on the left come first, the last of them highest, so
    that no line of another marker runs through them.
    """
    axis = (NARROW if narrow else WIDE) - 60
    inside = [(value, words) for value, words in sorted(markers) if 0 <= place(value) <= 1]
    on_the_left: list[tuple[float, str, bool]] = []
    on_the_right: list[tuple[float, str, bool]] = []
    end = 1.0
    for value, words in reversed(inside):
        if (end - place(value)) * axis > 7.2 * len(words) + 8:
            on_the_right.insert(0, (value, words, False))
        else:
            on_the_left.append((value, words, True))
            # its line is the higher one: words of those before it must end before it
            end = place(value)
    return on_the_left + on_the_right


def _labels(unit: Unit, first: float, last: float, most: int, log: bool) -> list[float]:
    """Return where to label an axis of a unit that has steps of its own."""
    if log:
        return [at for at in (10.0, 60.0, 600.0, 3600.0, 36_000.0) if first <= at <= last]
    step = next((s for s in unit.steps if (last - first) / s <= most), last - first)
    return [first + step * n for n in range(int((last - first) / step) + 1)]


def _ticks(tallest: float) -> list[float]:
    """Return a few round heights up to the tallest bar."""
    power = 10.0 ** (len(str(int(max(tallest, 1)))) - 1)
    step = next(s * power for s in (0.2, 0.25, 0.5, 1, 2, 5) if tallest / (s * power) <= 5)
    return [step * n for n in range(int(tallest / step) + 1)]
