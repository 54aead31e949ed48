"""A small picture of a series: its line, where it usually lies, and where it ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headwater.analysis.measures.usual import BEFORE
from headwater.apps.measures.selectors import Reading
from headwater.apps.measures.words import between, said

WIDTH, HEIGHT, MARGIN = 240.0, 48.0, 4.0
MOST = 26
"""Periods shown: half a year of weeks."""


@dataclass(frozen=True)
class Sparkline:
    """What a template draws.

    Attributes
    ----------
    lines : tuple of str
        Points of each unbroken part, as SVG writes them.
    band : tuple of float, optional
        Left, top, width and height of the usual range.
    """

    title: str
    verdict: str
    lines: tuple[str, ...]
    last: tuple[float, float] | None
    band: tuple[float, float, float, float] | None
    width: float = WIDTH
    height: float = HEIGHT


def sparkline(reading: Reading) -> Sparkline | None:
    """Draw a reading small; None where there are fewer than two periods to draw."""
    series, usual = reading.series, reading.usual
    if series is None or len(series) < 2:
        return None
    rates = series.rates[-MOST:]
    known = [rate for rate in rates if rate is not None]
    bounds = [end for end in (usual.low, usual.high) if end is not None]
    if len(known) < 2:
        return None
    bottom, top = min(known + bounds), max(known + bounds)
    span = top - bottom or 1.0

    def x(place: int) -> float:
        return round(MARGIN + place * (WIDTH - 2 * MARGIN) / (len(rates) - 1), 1)

    def y(rate: float) -> float:
        return round(HEIGHT - MARGIN - (rate - bottom) / span * (HEIGHT - 2 * MARGIN), 1)

    band = None
    if usual.low is not None and usual.high is not None:
        left = x(max(len(rates) - 1 - BEFORE, 0))
        band = (left, y(usual.high), round(WIDTH - left, 1), round(y(usual.low) - y(usual.high), 1))
    last = rates[-1]
    return Sparkline(
        title=_title(reading, known),
        verdict=usual.verdict,
        lines=tuple(_parts(rates, x, y)),
        last=None if last is None else (x(len(rates) - 1), y(last)),
        band=band,
    )


def _parts(
    rates: Sequence[float | None], x: Callable[[int], float], y: Callable[[float], float]
) -> list[str]:
    """Return the points of every unbroken part of the line."""
    parts: list[list[str]] = [[]]
    for place, rate in enumerate(rates):
        if rate is None:
            parts.append([])
        else:
            parts[-1].append(f"{x(place)},{y(rate)}")
    return [" ".join(part) for part in parts if part]


def _title(reading: Reading, known: Sequence[float]) -> str:
    """Say in words what the picture shows."""
    published, usual = reading.published, reading.usual
    assert reading.series is not None
    periods = f"{min(len(reading.series), MOST)} {reading.series.grain}s"
    text = (
        f"{published.measure.title}, last {periods}: between {said(published, min(known))} "
        f"and {said(published, max(known))}, at the end {said(published, known[-1])}"
    )
    if usual.low is None or usual.high is None:
        return text
    return f"{text}; usual range {between(published, usual.low, usual.high)}"
