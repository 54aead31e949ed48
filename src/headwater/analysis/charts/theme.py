"""The colours and the quiet of Headwater's charts, once for notebooks and once for pages.

A chart is drawn in the light colours; on its way to SVG each of them becomes a custom property, so that the
page decides (light, dark, print). The categorical colours were chosen so that any two stay apart for people
with protanopia, deuteranopia or tritanopia, and each stands out at 3:1 or more from the page.
"""

from typing import Any, Literal

Token = Literal[
    "ink", "quiet", "axis", "grid", "muted", "paper",
    "1", "2", "3", "4", "5",
    "step-1", "step-2", "step-3", "step-4", "step-5", "step-6",
]  # fmt: skip
"""What a colour is for; the page knows it as `--chart-<token>`."""

LIGHT: dict[Token, str] = {
    "ink": "#1a1f24",
    "quiet": "#4d5761",
    "axis": "#8a929b",
    "grid": "#dcd9d0",
    "muted": "#747e88",
    "paper": "#fcfbf8",
    "1": "#184a96",
    "2": "#b23c14",
    "3": "#1893a8",
    "4": "#5c1450",
    "5": "#a38a1e",
    "step-1": "#e3eaf3",
    "step-2": "#bccfe6",
    "step-3": "#8fb0d6",
    "step-4": "#5d8cc2",
    "step-5": "#2f66a8",
    "step-6": "#123a76",
}

DARK: dict[Token, str] = {
    "ink": "#eceae4",
    "quiet": "#aeb6be",
    "axis": "#7b858f",
    "grid": "#2b3138",
    "muted": "#8b95a0",
    "paper": "#14181d",
    "1": "#5b8def",
    "2": "#cf8f6d",
    "3": "#62dcec",
    "4": "#d4459c",
    "5": "#e6dc50",
    "step-1": "#1f2c3f",
    "step-2": "#274468",
    "step-3": "#2f6095",
    "step-4": "#4380c2",
    "step-5": "#73a8e6",
    "step-6": "#b9d8fb",
}

CATEGORICAL: tuple[Token, ...] = ("1", "2", "3", "4", "5")
STEPS: tuple[Token, ...] = ("step-1", "step-2", "step-3", "step-4", "step-5", "step-6")

WIDE, NARROW = 680, 350
"""Widths a figure is drawn for: a page, and a phone held upright; in units of one CSS pixel."""

LABEL_PIXELS = 13
_MEASURED_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def colour(token: Token) -> str:
    """Return the light colour of a token, as charts are drawn in it."""
    return LIGHT[token]


def colours(count: int) -> list[str]:
    """Return the first categorical colours; more series than colours share the muted one."""
    chosen = [LIGHT[token] for token in CATEGORICAL[:count]]
    return chosen + [LIGHT["muted"]] * (count - len(chosen))


def palette_css() -> str:
    """Return the custom properties of every chart colour, for light pages, dark ones and print."""
    return (
        f":root{{{_declared(LIGHT)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_declared(DARK)}}}}}"
    )


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration: quiet grid, no frame, the palette as default colours."""
    ink, quiet, grid, axis = LIGHT["ink"], LIGHT["quiet"], LIGHT["grid"], LIGHT["axis"]
    categorical = [LIGHT[token] for token in CATEGORICAL]
    first = LIGHT["1"]
    marks = ("bar", "area", "line", "point", "rect", "circle", "square", "trail", "arc")
    return {
        "background": None,
        "font": _MEASURED_FONT,
        "padding": 4,
        "mark": {"color": first},
        **{mark: {"color": first} for mark in marks},
        "rule": {"color": ink},
        "tick": {"color": ink},
        "text": {"color": ink, "fontSize": LABEL_PIXELS},
        "view": {"stroke": None},
        "range": {
            "category": categorical,
            "ordinal": [LIGHT[token] for token in STEPS],
            "heatmap": [LIGHT[token] for token in STEPS],
            "ramp": [LIGHT[token] for token in STEPS],
        },
        "axis": {
            "labelFontSize": LABEL_PIXELS,
            "titleFontSize": LABEL_PIXELS,
            "titleFontWeight": "normal",
            "labelColor": quiet,
            "titleColor": quiet,
            "gridColor": grid,
            "domain": False,
            "ticks": False,
            "tickColor": axis,
            "labelPadding": 6,
            "titlePadding": 8,
            "labelLimit": 240,
        },
        "axisY": {"domain": False},
        "axisX": {"domain": False},
        "header": {"labelFontSize": LABEL_PIXELS, "labelColor": quiet, "titleColor": quiet},
        "legend": {
            "orient": "top",
            "labelFontSize": LABEL_PIXELS,
            "titleFontSize": LABEL_PIXELS,
            "titleFontWeight": "normal",
            "labelColor": ink,
            "titleColor": quiet,
            "symbolType": "square",
            "symbolStrokeWidth": 0,
            "labelLimit": 300,
        },
        "title": {"color": ink, "fontSize": LABEL_PIXELS + 2, "anchor": "start"},
    }


def _declared(values: dict[Token, str]) -> str:
    return "".join(f"--chart-{token}:{value};" for token, value in values.items())
