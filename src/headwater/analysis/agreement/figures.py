"""Agreement drawn: code by code with intervals, and which codes are mixed up."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from headwater.analysis.agreement.text import figure_text
from headwater.analysis.charts import SHARE, Figure, Unit, dot_intervals
from headwater.analysis.charts.grammar import altair, drawn_from, sized
from headwater.analysis.charts.theme import STEPS, colour

if TYPE_CHECKING:
    from headwater.analysis.agreement.icc import Icc
    from headwater.analysis.agreement.result import Agreement, FieldAgreements

COEFFICIENT = Unit(".1f", lambda value: f"{value:.2f}", "coefficient")

_MOST_DRAWN = 20
"""Codes on one confusion map: more cannot be read."""


def codes_figure(result: "Agreement") -> Figure:
    """Draw how often a code that one coder gives is given by another too, code by code."""
    if not result.codes:
        return _coefficients_figure(result)
    rows = [
        {"label": code.code, "value": code.alike.value, "low": code.alike.low, "high": code.alike.high}
        for code in result.codes
    ]
    known = [code for code in result.codes if code.alike.value is not None]
    lowest = min(known, key=lambda code: code.alike.value or 0.0, default=None)
    said = (
        f"The lowest is {lowest.code}: {lowest.alike.percent()}."
        if lowest
        else "No code can be judged: too few items have two readings."
    )
    more = {
        "Items": [f"{code.items:,}" for code in result.codes],
        "Alpha, this code or not": [figure_text(code.alpha) for code in result.codes],
        "Mixed up with": [code.mixed_up_with or "" for code in result.codes],
    }
    return dot_intervals(
        rows,
        title=f"When one coder gives a code, how often another gives it too ({result.field})",
        description=said,
        heading="Code",
        measure="Given by the other too",
        unit=SHARE,
        more=more,
    )


def _coefficients_figure(result: "Agreement") -> Figure:
    from headwater.analysis.agreement.result import NAMES

    rows = [
        {"label": NAMES[key], "value": figure.value, "low": figure.low, "high": figure.high}
        for key, figure in result.coefficients.items()
        if key != "percent"
    ]
    return dot_intervals(
        rows,
        title=f"Agreement on {result.field}",
        description=str(result.verdict),
        heading="Coefficient",
        measure="Agreement beyond chance",
        unit=COEFFICIENT,
    )


def fields_figure(result: "FieldAgreements") -> Figure:
    """Draw Krippendorff's alpha of every field."""
    rows = [
        {"label": one.field, "value": one["alpha"].value, "low": one["alpha"].low, "high": one["alpha"].high}
        for one in result.fields
    ]
    return dot_intervals(
        rows,
        title="Krippendorff's alpha, field by field",
        description="; ".join(f"{one.field}: {figure_text(one['alpha'])}" for one in result.fields) + ".",
        heading="Field",
        measure="Alpha",
        unit=COEFFICIENT,
    )


def confusion_figure(result: "Agreement") -> Figure:
    """Draw how many items have both of two codes, for each two codes that were ever mixed up."""
    met: dict[str, int] = {}
    for pair in result.mixed_up:
        for code in (pair.first, pair.second):
            met[code] = met.get(code, 0) + pair.items
    chosen = sorted(met, key=lambda code: (-met[code], code))[:_MOST_DRAWN]
    codes = [code.code for code in result.codes if code.code in chosen]
    items = {(pair.first, pair.second): pair.items for pair in result.mixed_up}
    both = {
        (one, other): items.get((one, other)) or items.get((other, one), 0)
        for one in codes
        for other in codes
    }
    most = result.mixed_up[0] if result.mixed_up else None
    said = (
        f"Most often mixed up: {most.first} and {most.second}, on {most.items:,} of "
        f"{len(result.to_adjudicate):,} items with different codes."
        if most
        else "No item has two different codes."
    )
    columns: dict[str, Sequence[Any]] = {"Code": codes}
    for other in codes:
        columns[other] = ["" if one == other else f"{both[one, other]:,}" for one in codes]
    cells = [
        {"one": one, "other": other, "items": count, "strong": count > 0.55 * max(both.values())}
        for (one, other), count in both.items()
        if count
    ]
    charts = [_map(cells, codes, narrow=narrow) for narrow in (False, True)]
    return Figure(charts[0], f"Codes given to the same item ({result.field})", said, columns, charts[1])


def _map(cells: list[dict[str, Any]], codes: list[str], *, narrow: bool) -> Any:
    alt = altair()

    names = alt.Axis(labelLimit=110 if narrow else 200, labelColor=colour("ink"), grid=False)
    tilted = alt.Axis(labelAngle=-40, labelLimit=110, labelColor=colour("ink"), grid=False, orient="top")
    x = alt.X("other:N", sort=codes, title=None, axis=tilted, scale=alt.Scale(domain=codes, padding=0.06))
    y = alt.Y("one:N", sort=codes, title=None, axis=names, scale=alt.Scale(domain=codes, padding=0.06))
    steps = alt.Scale(range=[colour(step) for step in STEPS], domainMin=0)
    base = drawn_from(cells).encode(x=x, y=y)
    fill = base.mark_rect().encode(color=alt.Color("items:Q", title="Items", scale=steps, legend=None))
    ink = alt.condition("datum.strong", alt.value(colour("paper")), alt.value(colour("ink")))
    text = base.mark_text().encode(text="items:Q", color=ink)
    return sized(alt.layer(fill, text), narrow=narrow, height=alt.Step(28) if codes else 40)


def icc_figure(result: "Icc") -> Figure:
    """Draw the six intraclass correlations."""
    rows = [
        {"label": form, "value": one.value, "low": one.low, "high": one.high}
        for form, one in result.forms.items()
    ]
    return dot_intervals(
        rows,
        title=f"Intraclass correlation of {result.raters} raters on {result.items:,} items",
        description="; ".join(f"{form}: {figure_text(one)}" for form, one in result.forms.items()) + ".",
        heading="Form",
        measure="Correlation",
        unit=COEFFICIENT,
    )
