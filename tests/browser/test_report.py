"""The report as a reader opens it: from a file, on a phone and on a page, in the light and in the dark."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from headwater.analysis.demand.report import Report, render_html

from ..analysis.demand.causes.test_causes import found as causes_found
from ..analysis.demand.made_diagnosis import bare, coded, rich
from ..analysis.demand.made_report import made_report

pytestmark = pytest.mark.browser
READERS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]
SCREENS = Path(__file__).parents[2] / "out" / "screens"

# contrast of every text in every picture that is shown, against what is behind the page
LEAST_CONTRAST = """() => {
  const parts = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = parts(c).map(v => { v /= 255;
    return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const page = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll('svg text')].filter(t => t.getClientRects().length).map(t => {
    const ink = light(getComputedStyle(t).fill);
    const box = t.getBoundingClientRect(), svg = t.ownerSVGElement.getBoundingClientRect();
    const scale = svg.width / t.ownerSVGElement.viewBox.baseVal.width;
    return { text: t.textContent, contrast: (Math.max(ink, page) + .05) / (Math.min(ink, page) + .05),
             pixels: parseFloat(getComputedStyle(t).fontSize) * scale, left: box.left, right: box.right };
  });
}"""


REPORTS: dict[str, Callable[[], Report]] = {
    "made": made_report,
    "diagnosis": lambda: rich().report(),
    "bare": lambda: bare().report(),
    "coded": lambda: coded().report(),
    "causes": lambda: causes_found().report(),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("report")
    for name, report in REPORTS.items():
        (folder / f"{name}.html").write_text(render_html(report()), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in REPORTS}


@pytest.fixture
def file(files: dict[str, Path]) -> Path:
    return files["made"]


@pytest.mark.parametrize(("width", "scheme"), READERS)
@pytest.mark.parametrize("name", REPORTS)
def test_every_reader_can_read_it(
    opened: Callable[..., Any], files: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    file = files[name]
    reader = opened(file, width, scheme)
    SCREENS.mkdir(parents=True, exist_ok=True)
    reader.page.screenshot(path=SCREENS / f"{name}-{width}-{scheme}.png", full_page=True)

    assert reader.requests == [file.as_uri()]
    assert reader.complaints == []
    page = reader.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in violations] == []

    words = page.evaluate(LEAST_CONTRAST)
    assert len(words) > 15
    assert [w for w in words if w["contrast"] < 4.5] == []
    assert [w for w in words if w["pixels"] < 11] == []
    assert [w for w in words if w["left"] < 0 or w["right"] > width] == []


def test_dark_and_light_differ_and_pictures_follow(opened: Callable[..., Any], file: Path) -> None:
    fill = "getComputedStyle(document.querySelector('.wide svg text')).fill"
    inks = [opened(file, 1280, scheme).page.evaluate(fill) for scheme in ("light", "dark")]
    assert inks[0] != inks[1]


def test_on_paper_it_is_light_has_pages_and_hides_no_table(opened: Callable[..., Any], file: Path) -> None:
    page = opened(file, 1280, "dark").page
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 1
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    tables = page.locator("table")
    assert tables.count() > 2
    for at in range(tables.count()):
        assert tables.nth(at).evaluate("t => t.checkVisibility({contentVisibilityAuto: true})")
        box = tables.nth(at).bounding_box()
        assert box is not None
        assert box["height"] > 40


def test_the_keyboard_reaches_content_first_and_shows_where_it_is(
    opened: Callable[..., Any], file: Path
) -> None:
    page = opened(file, 390).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_script_in_a_reason_is_only_letters(opened: Callable[..., Any], file: Path) -> None:
    reader = opened(file, 1280)
    alerts: list[str] = []
    reader.page.on("dialog", lambda dialog: alerts.append(dialog.message))
    reader.page.reload()
    assert alerts == []
    assert reader.page.get_by_text("<script>alert(1)</script>").count() > 5
