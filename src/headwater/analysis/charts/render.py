"""Vega-Lite to SVG: drawn in this process, without a network, in colours that follow the page."""

import hashlib
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from headwater.analysis.charts.theme import LIGHT, config

if TYPE_CHECKING:
    import altair as alt

_SVG = "http://www.w3.org/2000/svg"
_TOKEN_OF = {value: token for token, value in LIGHT.items()}
_NOT_NEEDED = {
    "aria-hidden", "aria-label", "aria-roledescription", "role", "class", "pointer-events",
    "font-family", "version", "cursor", "href", "tabindex",
}  # fmt: skip
_NO_EFFECT = {"opacity": "1", "fill-opacity": "1", "stroke-opacity": "1", "stroke-miterlimit": "10"}
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_RGB = re.compile(r"^rgba?\(\s*(\d+),\s*(\d+),\s*(\d+)(?:,\s*1)?\s*\)$")
_STYLE = re.compile(r'^(<svg\b[^>]*?) style="[^"]*max-width:([\d.]+)px[^"]*"')
_ANY_STYLE = re.compile(r'\sstyle="([^"]*)"')
_BLACK = {"black", "#000", "#000000"}


def svg(chart: "alt.TopLevelMixin", *, title: str, description: str, key: str | None = None) -> str:
    """Return a chart as one SVG element that a page can hold.

    Colours of the theme become custom properties (`--chart-ink`, `--chart-1` and so on, with the light colour
    as what holds without them) and black becomes `currentColor`, so the page decides between light, dark and
    print. There are no scripts, no links and no fixed width.

    Parameters
    ----------
    chart : altair chart
        Any top-level chart, with its data inside.
    title, description : str
        Its accessible name and description.
    key : str, optional
        Start of the ids inside. By default a hash of the chart, so give one where a page shows it twice.

    Examples
    --------
    >>> import altair as alt
    >>> bar = alt.Chart(alt.Data(values=[{"team": "North", "contacts": 3}])).mark_bar()
    >>> picture = svg(bar.encode(x="contacts:Q", y="team:N"), title="Contacts", description="North has 3.")
    >>> picture[:38], "var(--chart-1,#184a96)" in picture
    ('<svg xmlns="http://www.w3.org/2000/svg', True)
    """
    # charts are ours and their parts were checked when they were made; checking the whole takes as long as
    # drawing it
    spec = chart.to_dict(validate=False)
    spec["config"] = _merged(config(), spec.get("config", {}))
    said = json.dumps(spec, default=str)
    key = key or "chart-" + hashlib.sha256(said.encode()).hexdigest()[:10]
    return _restyled(_drawn(said), key, title, description)


@lru_cache(maxsize=64)
def _drawn(spec: str) -> str:
    """Draw once what stands on a page and in a report, or in two reports."""
    import vl_convert

    # a figure must not reach for anything: data stand inside it, and no address is allowed
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def without_styles(picture: str) -> str:
    """Return a picture of `svg` with its size as an attribute, for pages that allow no style on an element.

    Examples
    --------
    >>> without_styles('<svg style="width:100%;max-width:640px;height:auto"><g style="opacity:1"/></svg>')
    '<svg width="640"><g/></svg>'
    """
    return _ANY_STYLE.sub("", _STYLE.sub(r'\1 width="\2"', picture))


def _restyled(drawn: str, key: str, title: str, description: str) -> str:
    root = ElementTree.fromstring(drawn)  # noqa: S314 - drawn a line earlier, by us
    _clean(root)
    width, height = root.attrib.pop("width"), root.attrib.pop("height")
    root.set("viewBox", f"0 0 {float(width):g} {float(height):g}")
    root.set("role", "img")
    root.set("aria-labelledby", f"{key}-title")
    root.set("aria-describedby", f"{key}-desc")
    root.set("font-family", "inherit")
    root.set("style", f"width:100%;max-width:{float(width):g}px;height:auto;overflow:visible")
    for at, (name, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{_SVG}}}{name}", {"id": f"{key}-{name}"})
        element.text = text
        root.insert(at, element)
    for number, element in enumerate(e for e in root.iter() if e.get("id", "").startswith("clip")):
        _rename(root, element.attrib["id"], f"{key}-clip-{number}")
    _name_plainly(root)
    return ElementTree.tostring(root, encoding="unicode")


def _name_plainly(root: ElementTree.Element) -> None:
    """Take the namespace off every name and declare it once.

    The writer's own prefixes belong to the whole process, where another library may set them.
    """
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    attributes = dict(root.attrib)
    root.attrib.clear()
    root.attrib.update({"xmlns": _SVG, **attributes})


def _clean(element: ElementTree.Element) -> None:
    for child in list(element):
        if _draws_nothing(child):
            element.remove(child)
        else:
            _clean(child)
            if child.tag == f"{{{_SVG}}}g" and len(child) == 0:
                element.remove(child)
    for name, value in list(element.attrib.items()):
        if name.startswith("{") or name in _NOT_NEEDED or _NO_EFFECT.get(name) == value:
            del element.attrib[name]
        elif name in ("fill", "stroke"):
            element.set(name, _page_colour(value))
        elif name in ("d", "transform", "x", "y", "x2", "y2", "width", "height"):
            element.set(name, _NUMBER.sub(lambda m: f"{float(m[0]):.2f}", value))


def _draws_nothing(element: ElementTree.Element) -> bool:
    if element.get("display") == "none":
        return True
    if element.tag == f"{{{_SVG}}}path":
        unseen = element.get("fill", "none") in ("none", "transparent")
        return not element.get("d") or (element.get("class") == "background" and unseen)
    return False


def _page_colour(value: str) -> str:
    rgb = _RGB.match(value)
    plain = "#" + "".join(f"{int(part):02x}" for part in rgb.groups()) if rgb else value.lower()
    if plain in _BLACK:
        return "currentColor"
    token = _TOKEN_OF.get(plain)
    return f"var(--chart-{token},{plain})" if token else value


def _rename(root: ElementTree.Element, old: str, new: str) -> None:
    for element in root.iter():
        for name, value in element.attrib.items():
            if value == old:
                element.set(name, new)
            elif f"#{old})" in value:
                element.set(name, value.replace(f"#{old})", f"#{new})"))


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    return base | {
        name: _merged(base[name], value)
        if isinstance(value, dict) and isinstance(base.get(name), dict)
        else value
        for name, value in over.items()
    }
