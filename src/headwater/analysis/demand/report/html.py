"""A report as one HTML file: no network, no script, readable on a phone, on a page and in the dark."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.theme import palette_css
from headwater.analysis.demand.report.cells import Grid, grid
from headwater.analysis.demand.report.document import Report, Table

if TYPE_CHECKING:
    from jinja2 import Template

_PACKAGE = "headwater.analysis.demand.report"


@dataclass(frozen=True)
class _Picture:
    """A figure as the page holds it: the drawing for a page, the one for a phone, and its table."""

    title: str
    description: str
    wide: Markup
    narrow: Markup | None
    grid: Grid


@dataclass(frozen=True)
class _Listing:
    """A table as the page holds it: the rows that are shown, and the rows on request."""

    title: str
    first: Grid
    rest: Grid | None


def render_html(report: Report) -> str:
    """Return a report as one self-contained HTML page.

    Every text is escaped; style and pictures stand inside; the page's own security policy forbids scripts and
    any request.

    Examples
    --------
    >>> from headwater.analysis.demand.report import Report, Sentence
    >>> page = render_html(Report("Diagnosis", "March 2026", Sentence("One contact in three was a repeat.")))
    >>> "One contact in three was a repeat." in page, "<script" in page
    (True, False)
    """
    template = _template()
    page = template.render(
        report=report,
        style=Markup(f"{_stylesheet()}\n@layer tokens {{\n{palette_css()}\n}}"),  # noqa: S704 - ours, from this package
        picture=_picture,
        listing=_listing,
        grid=grid,
    )
    return page.lstrip()


def _picture(figure: Figure, key: str) -> _Picture:
    narrow = None
    if figure.narrow is not None:
        narrow = Markup(figure.svg(narrow=True, key=f"{key}-narrow"))  # noqa: S704 - written by an XML writer
    wide = Markup(figure.svg(key=f"{key}-wide"))  # noqa: S704
    return _Picture(figure.title, figure.description, wide, narrow, grid(figure.columns))


def _listing(table: Table) -> _Listing:
    whole = grid(table.columns)
    # a rest of one or two rows is not worth a click
    if len(whole.rows) <= table.shown + 2:
        return _Listing(table.title, whole, None)
    first = Grid(whole.headings, whole.rows[: table.shown])
    return _Listing(table.title, first, Grid(whole.headings, whole.rows[table.shown :]))


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(_PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")


@cache
def _stylesheet() -> str:
    return files(_PACKAGE).joinpath("templates", "report.css").read_text(encoding="utf-8")
