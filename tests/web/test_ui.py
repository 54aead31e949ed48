"""The tags that show figures, tables and charts."""

import re

import altair as alt
import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from headwater.analysis.charts.figure import Figure
from headwater.analysis.estimates import Estimate, cannot_tell, wilson
from headwater.web.templatetags import ui


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (wilson(120, 300), "40% (35% to 46%)"),
        (Estimate(0.4, n=300), "40%"),
        (cannot_tell("no <contacts>"), "cannot tell no &lt;contacts&gt;"),
    ],
)
def test_a_share_is_shown_with_its_interval_or_why_there_is_none(estimate: Estimate, text: str) -> None:
    assert plain(ui.share(estimate)) == text


@pytest.mark.parametrize(
    ("estimate", "unit", "text"),
    [
        (Estimate(1240.4, 1100.2, 1380.9), "h", "1,240 h (1,100 to 1,381)"),
        (Estimate(1.6234, 1.5512, 1.7011), "", "1.62 (1.55 to 1.70)"),
        (Estimate(12000), "contacts", "12,000 contacts"),
        (cannot_tell("handle time is not known"), "h", "cannot tell handle time is not known"),
    ],
)
def test_an_amount_is_rounded_to_what_its_interval_carries(estimate: Estimate, unit: str, text: str) -> None:
    assert plain(ui.figure(estimate, unit)) == text


def test_a_chart_has_its_table_beside_it_and_no_style_that_the_policy_would_drop() -> None:
    bars = alt.Chart({"values": [{"team": "<b>North</b>", "contacts": 3}]}).mark_bar()
    shown = Figure(
        bars.encode(x="contacts:Q", y="team:N"),
        "Contacts",
        "North has 3.",
        {"Team": ["<b>North</b>"], "Contacts": [3]},
    )
    html = Template("{% chart shown 'teams' %}").render(Context({"shown": shown}))
    assert "<svg" in html
    assert "style=" not in html
    assert re.search(r'<svg[^>]* width="\d', html)
    assert "<b>" not in html
    assert '<th scope="row">&lt;b&gt;North&lt;/b&gt;</th><td class="number">3</td>' in html


def test_a_long_list_comes_in_parts_that_keep_what_was_asked() -> None:
    request = RequestFactory().get("/?action=team.created&page=2")
    page = Paginator(list(range(120)), 50).get_page(2)
    html = Template("{% pages page %}").render(Context({"page": page, "request": request}))
    assert 'href="?action=team.created&amp;page=1"' in html
    assert 'href="?action=team.created&amp;page=3"' in html
