"""Template tags for what every page shows: figures with intervals, tables, charts, fields."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from headwater.analysis.charts.figure import Figure
from headwater.analysis.charts.render import without_styles
from headwater.analysis.demand.report.cells import Grid, grid
from headwater.analysis.estimates import ASSUMED, Estimate
from headwater.analysis.frames import Columns

register = template.Library()


@register.filter
def share(estimate: Estimate) -> SafeString:
    """Show a share with its interval, or that it cannot be told and why."""
    return _estimate(estimate, estimate.percent())


def _estimate(estimate: Estimate, text: str) -> SafeString:
    if not estimate.known:
        return format_html(
            '<span class="estimate unknown"><span class="value">cannot tell</span>'
            ' <span class="interval">{}</span></span>',
            estimate.why,
        )
    value, _, bounds = text.partition(" (")
    if not bounds:
        return format_html('<span class="estimate"><span class="value">{}</span></span>', value)
    return format_html(
        '<span class="estimate"><span class="value">{}</span> <span class="interval">({}</span></span>',
        value,
        bounds,
    )


@register.filter
def figure(estimate: Estimate, unit: str = "") -> SafeString:
    """Show an amount with its interval, rounded to what the interval can carry."""
    if estimate.value is None:
        return _estimate(estimate, "")
    ending = f" {unit}" if unit else ""
    if estimate.low is None or estimate.high is None:
        digits = 0 if float(estimate.value).is_integer() else _digits(abs(estimate.value))
        return _estimate(estimate, f"{_rounded(estimate.value, digits)}{ending}")
    digits = _digits(estimate.high - estimate.low)
    low, high, value = (_rounded(x, digits) for x in (estimate.low, estimate.high, estimate.value))
    assumed = ", by assumption" if estimate.level == ASSUMED else ""
    return _estimate(estimate, f"{value}{ending} ({low} to {high}{assumed})")


def _digits(width: float) -> int:
    """Return how many decimals leave two figures of the interval's width."""
    digits = 0
    while digits < 6 and 0 < width * 10**digits < 10:
        digits += 1
    return digits


def _rounded(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}"


@dataclass(frozen=True)
class Picture:
    """A chart as a page holds it."""

    title: str
    description: str
    wide: SafeString
    narrow: SafeString | None
    grid: Grid
    key: str


@register.inclusion_tag("ui/table.html")
def table(columns: Columns, caption: str, key: str) -> dict[str, Any]:
    """Show columns as a table, numbers to the right; `key` is its id on the page."""
    return {"grid": grid(columns), "caption": caption, "key": key}


@register.inclusion_tag("ui/figure.html")
def chart(shown: Figure, key: str) -> dict[str, Any]:
    """Show a chart with the table it was drawn from; `key` starts its ids on the page."""
    narrow = None
    if shown.narrow is not None:
        narrow = _without_styles(shown.svg(narrow=True, key=f"{key}-narrow"))
    wide = _without_styles(shown.svg(key=f"{key}-wide"))
    return {"picture": Picture(shown.title, shown.description, wide, narrow, grid(shown.columns), key)}


def _without_styles(svg: str) -> SafeString:
    return mark_safe(without_styles(svg))  # noqa: S308 - written by an XML writer


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show a field with its label, help and errors, tied together for screen readers."""
    kind = getattr(bound.field.widget, "input_type", "text")
    return {"field": bound, "is_check": kind in ("checkbox", "radio")}


@register.inclusion_tag("ui/pages.html", takes_context=True)
def pages(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Show the way to the earlier and later parts of a list, keeping what was asked."""
    request: HttpRequest = context["request"]
    return {"page": page, "links": [_page_link(request, n) for n in (_before(page), _after(page))]}


def _before(page: Page[Any]) -> int | None:
    return page.previous_page_number() if page.has_previous() else None


def _after(page: Page[Any]) -> int | None:
    return page.next_page_number() if page.has_next() else None


def _page_link(request: HttpRequest, number: int | None) -> str:
    if number is None:
        return ""
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"


@register.filter
def lasted(duration: timedelta) -> str:
    """Show how long something took, in the largest two units that matter."""
    seconds = round(duration.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
