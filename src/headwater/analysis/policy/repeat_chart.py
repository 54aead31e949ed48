"""The picture of repeats against handle time: the plain comparison, and what handle time itself does."""

from collections.abc import Sequence
from typing import Any

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.grammar import altair, drawn_from, sized, title_on_top
from headwater.analysis.charts.theme import colour
from headwater.analysis.charts.units import read_share
from headwater.analysis.frames import Columns


def repeat_figure(curve: Columns, effect: Columns, channel: str, sentence: str) -> Figure:
    """Draw the share who come back by handle time, beside what handle time itself does to it.

    Parameters
    ----------
    curve : columns
        From `repeat_curve`.
    effect : columns
        From `effect_curve`; empty where the effect cannot be told.
    sentence : str
        What is known of the effect.
    """
    rows = [dict(zip(curve, row, strict=True)) for row in zip(*curve.values(), strict=True)]
    line = [dict(zip(effect, row, strict=True)) for row in zip(*effect.values(), strict=True)]
    told = "The second picture is what handle time itself does, with its band. " if line else ""
    description = (
        f"{'The first picture' if line else 'Each point'} compares short with long contacts plainly, with "
        "95% intervals. It does not say what handle time does: hard contacts take longer and come back more "
        f"often, whoever takes them. {told}{sentence}"
    )
    columns: dict[str, Sequence[Any]] = {
        "Seconds from": curve["from"],
        "to": curve["to"],
        "Contacts": curve["contacts"],
        "Come back": [read_share(value) for value in curve["share"]],
        "95% interval": [
            f"{read_share(low)} to {read_share(high)}"
            for low, high in zip(curve["low"], curve["high"], strict=True)
        ],
    }
    if line:
        columns |= _beside(curve["middle"], line)
    title = f"Customers who come back within a week, by handle time, {channel}"
    charts = [_drawn(rows, line, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], title, description, columns, charts[1])


def _beside(middles: Sequence[float], line: list[dict[str, float]]) -> dict[str, list[str | None]]:
    """Return the effect's line at the middle of each group it reaches, for the table."""
    low, high = line[0]["seconds"], line[-1]["seconds"]
    nearest = [
        min(line, key=lambda point: abs(point["seconds"] - middle)) if low <= middle <= high else None
        for middle in middles
    ]
    return {
        "By handle time alone": [None if point is None else read_share(point["share"]) for point in nearest],
        "its 95% interval": [
            None if point is None else f"{read_share(point['low'])} to {read_share(point['high'])}"
            for point in nearest
        ],
    }


def _drawn(rows: list[dict[str, Any]], line: list[dict[str, Any]], *, narrow: bool) -> Any:
    alt = altair()
    top = max([row["high"] for row in rows] + [point["high"] for point in line])
    top = min(1.0, 1.08 * top)
    scale = alt.Scale(domain=[0, top], nice=False, clamp=True)
    across = alt.Scale(type="log", domain=[rows[0]["middle"] * 0.87, rows[-1]["middle"] * 1.15], nice=False)

    def axes(title: str) -> tuple[Any, Any]:
        y = alt.Axis(format="~%", tickCount=5)
        return (
            alt.Y("share:Q", title=title, scale=scale, axis=title_on_top(format="~%", tickCount=5))
            if title
            else alt.Y("share:Q", title=None, scale=scale, axis=y),
            alt.X(
                "seconds:Q",
                title="Handle time (seconds)",
                scale=across,
                axis=alt.Axis(grid=False, values=_ticks(rows), format="~f"),
            ),
        )

    y, x = axes("Come back: plain comparison")
    base = drawn_from({**row, "seconds": row["middle"]} for row in rows)
    plain = alt.layer(
        base.mark_rule(color=colour("1")).encode(x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        base.mark_point(filled=True, opacity=1, size=45, color=colour("1")).encode(x=x, y=y),
    )
    height = 200 if narrow else 240
    if not line:
        return sized(plain, narrow=narrow, height=height)
    y, x = axes("Come back: effect of handle time alone")
    causal = drawn_from(line)
    effect = alt.layer(
        causal.mark_area(color=colour("2"), opacity=0.2).encode(
            x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q"
        ),
        causal.mark_line(color=colour("2"), strokeWidth=2).encode(x=x, y=y),
    )
    width = 290
    parts = [part.properties(width=width, height=height) for part in (plain, effect)]
    joined = alt.vconcat(*parts, spacing=30) if narrow else alt.hconcat(*parts, spacing=30)
    return joined


def _ticks(rows: list[dict[str, Any]]) -> list[int]:
    low, high = rows[0]["middle"] * 0.87, rows[-1]["middle"] * 1.15
    steps = (15, 30, 60, 120, 240, 480, 960, 1920, 3840)
    return [step for step in steps if low <= step <= high]
