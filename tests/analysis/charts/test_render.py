"""What leaves as SVG: safe, complete in itself, and coloured by the page."""

import re
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree

import altair as alt
import pytest

from headwater.analysis.charts import Figure, ranked_bars, svg
from headwater.analysis.charts.theme import LIGHT, NARROW, WIDE

from .drawn import ALL_FIGURES, HOSTILE

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=ALL_FIGURES, ids=lambda make: make.__name__)
def make(request: pytest.FixtureRequest) -> Callable[[], Figure]:
    chosen: Callable[[], Figure] = request.param
    return chosen


@pytest.fixture(params=[False, True], ids=["wide", "narrow"])
def drawn(request: pytest.FixtureRequest, make: Callable[[], Figure]) -> tuple[str, bool]:
    return picture_of(make, request.param), request.param


@cache
def picture_of(make: Callable[[], Figure], narrow: bool) -> str:
    return make().svg(narrow=narrow)


def test_every_figure_is_one_named_image_that_scales(
    drawn: tuple[str, bool], make: Callable[[], Figure]
) -> None:
    (picture, narrow), figure = drawn, make()
    root = ElementTree.fromstring(picture)
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.text, desc.text) == (figure.title, figure.description)
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == desc.get("id")
    assert "width" not in root.attrib
    assert "height" not in root.attrib
    width = float(root.attrib["viewBox"].split()[2])
    assert width == pytest.approx(NARROW if narrow else WIDE, abs=8)


def test_every_colour_is_the_pages_to_decide(drawn: tuple[str, bool]) -> None:
    root = ElementTree.fromstring(drawn[0])
    values = {e.get(name) for e in root.iter() for name in ("fill", "stroke")} - {None}
    free = {v for v in values if v and not v.startswith("var(--chart-")} - {
        "none",
        "transparent",
        "currentColor",
    }
    assert free == set()
    assert any(v and v.startswith(("var(--chart-1,", "var(--chart-step-")) for v in values)


def test_no_text_is_smaller_than_eleven_pixels(drawn: tuple[str, bool]) -> None:
    picture, narrow = drawn
    root = ElementTree.fromstring(picture)
    shrunk = 358 / float(root.attrib["viewBox"].split()[2]) if narrow else 1.0
    sizes = [float(e.attrib["font-size"].removesuffix("px")) * shrunk for e in root.iter(f"{SVG}text")]
    assert sizes
    assert min(sizes) >= 11


def test_nothing_runs_and_nothing_is_fetched(drawn: tuple[str, bool]) -> None:
    picture, _ = drawn
    root = ElementTree.fromstring(picture)
    allowed = {"svg", "g", "path", "line", "rect", "text", "title", "desc", "defs", "clipPath", "tspan"}
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= allowed
    assert not re.search(r"<[^>]+\son\w+=", picture)
    assert re.findall(r"https?://[^\"<]+", picture) == ["http://www.w3.org/2000/svg"]


def test_a_reason_that_is_a_script_is_drawn_as_its_letters() -> None:
    figure = ranked_bars(
        [{"label": HOSTILE, "value": 0.5}],
        title=HOSTILE,
        description=HOSTILE,
        heading="Reason",
        measure="Share",
    )
    for narrow in (False, True):
        picture = figure.svg(narrow=narrow)
        assert "<script" not in picture
        texts = ["".join(e.itertext()) for e in ElementTree.fromstring(picture).iter(f"{SVG}text")]
        assert HOSTILE in texts


def test_the_same_chart_twice_has_different_ids_when_named() -> None:
    figure = ALL_FIGURES[0]()
    ids = [set(re.findall(r'\sid="([^"]+)"', figure.svg(key=key))) for key in ("one", "two")]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_a_chart_without_our_colours_takes_them_on() -> None:
    rows = [{"team": "North", "contacts": 3}, {"team": "South", "contacts": 2}]
    bars = alt.Chart(alt.InlineData(values=rows)).mark_bar()
    chart = bars.encode(x="contacts:Q", y="team:N", color="team:N")
    picture = svg(chart, title="t", description="d")
    assert f"var(--chart-1,{LIGHT['1']})" in picture
    assert f"var(--chart-2,{LIGHT['2']})" in picture


def test_a_chart_that_would_fetch_its_data_is_refused() -> None:
    chart = alt.Chart("https://example.org/data.json").mark_bar().encode(x="a:Q")
    with pytest.raises(ValueError, match=r"example\.org"):
        svg(chart, title="t", description="d")


def test_drawing_twice_gives_the_same_bytes(make: Callable[[], Figure]) -> None:
    assert make().svg() == picture_of(make, False)


def test_a_library_that_names_the_namespace_otherwise_changes_no_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    figure = ALL_FIGURES[0]()
    before = figure.svg()
    monkeypatch.setattr(ElementTree, "_namespace_map", dict(ElementTree._namespace_map))  # type: ignore[attr-defined]
    ElementTree.register_namespace("svg", SVG.strip("{}"))
    assert figure.svg() == before
    assert before.startswith('<svg xmlns="http://www.w3.org/2000/svg" ')
