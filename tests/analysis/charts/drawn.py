"""One figure of each kind, with small made-up rows."""

from collections.abc import Callable
from datetime import date, timedelta

from headwater.analysis.charts import (
    Figure,
    dot_intervals,
    grouped_bars,
    histogram,
    line_with_band,
    quadrant_bars,
    ranked_bars,
    week_heatmap,
)

HOSTILE = "<script>alert(1)</script>"


def bars() -> Figure:
    rows = [
        {"label": "Where is my parcel?", "value": 0.34, "low": 0.31, "high": 0.37},
        {
            "label": "A refund that was promised and has not come for weeks",
            "value": 0.2,
            "low": 0.17,
            "high": 0.24,
        },
        {"label": HOSTILE, "value": 0.05},
    ]
    return ranked_bars(
        rows, title="Repeats by reason", description="Parcels lead.", heading="Reason", measure="Repeated"
    )


def groups() -> Figure:
    rows = [
        {"label": "Where is my parcel?", "Contacts": 0.4, "Handle time": 0.483, "Cost": 0.47},
        {"label": "Everything else", "Contacts": 0.6, "Handle time": 0.517, "Cost": None},
    ]
    return grouped_bars(
        rows,
        title="Share of count, time and money",
        description="Parcels take more time than their count says.",
        heading="Reason",
        measures=["Contacts", "Handle time", "Cost"],
    )


def line() -> Figure:
    first = date(2026, 1, 5)
    rows = [
        {
            "at": first + timedelta(days=7 * n),
            "value": 0.3 - n / 200,
            "low": 0.28 - n / 200,
            "high": 0.32 - n / 200,
        }
        for n in range(12)
    ]
    return line_with_band(
        rows, title="Repeats by week", description="They fall.", heading="Week from", measure="Repeated"
    )


def heat() -> Figure:
    rows = [
        {"weekday": day, "half_hour": slot, "value": max(0, 10 - abs(slot - 22))}
        for day in range(1, 6)
        for slot in range(48)
    ]
    return week_heatmap(rows, title="Arrivals", description="Mornings.", measure="Contacts in a half-hour")


def spread() -> Figure:
    bins = [{"left": 60 * n, "right": 60 * (n + 1), "count": 100 - 10 * n} for n in range(10)]
    return histogram(
        bins,
        title="Handle time",
        description="Short mostly.",
        heading="Handle time",
        markers=[(120.0, "median 2 min 00 s"), (500.0, "9 in 10 under 8 min 20 s")],
    )


def dots() -> Figure:
    rows = [
        {"label": f"{days} days", "kind": kind, "value": value, "low": value - 0.01, "high": value + 0.01}
        for days in (7, 30)
        for kind, value in (("matured", 0.3), ("Kaplan-Meier", 0.301), ("naive", 0.25))
    ]
    return dot_intervals(
        rows, title="Every definition", description="Naive is lower.", heading="Window", measure="Repeated"
    )


def quadrants() -> Figure:
    rows = [
        {"label": "Where is my parcel?", "field": "Eliminate", "value": 0.34, "low": 0.31, "high": 0.37},
        {"label": HOSTILE, "field": "Automate", "value": 0.05},
    ]
    whens = ("nuisance, valuable", "valuable to both", "nuisance to both", "valuable, nuisance")
    names = ("Simplify", "Leverage", "Eliminate", "Automate")
    return quadrant_bars(
        rows,
        fields=[{"name": n, "when": w, "sum": "5%"} for n, w in zip(names, whens, strict=True)],
        title="What to do",
        description="Most is to be ended.",
        heading="Reason",
        measure="Share of contacts",
    )


ALL_FIGURES: list[Callable[[], Figure]] = [bars, groups, line, heat, spread, dots, quadrants]
