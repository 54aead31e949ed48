"""The page: complete in itself, in order, escaped."""

import itertools
import re
from html.parser import HTMLParser

import pytest

from headwater.analysis.charts import Figure
from headwater.analysis.demand.report import Report, Section, Sentence, Table, render_html
from headwater.analysis.demand.report.cells import grid

from .made_report import HOSTILE, made_report


class Outline(HTMLParser):
    """Reads what a test asks about: tags in order, their attributes, the words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._in_style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self.words += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def html() -> str:
    return render_html(made_report())


@pytest.fixture(scope="module")
def outline(html: str) -> Outline:
    return Outline(html)


def test_a_script_in_any_text_shows_as_its_letters(html: str, outline: Outline) -> None:
    assert "<script" not in html
    assert outline.named("script") == []
    places = 18
    assert outline.words.count(HOSTILE) >= places


def test_nothing_is_fetched_and_nothing_may_run(outline: Outline) -> None:
    policy = next(a["content"] for a in outline.named("meta") if "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    for tag, attrs in outline.tags:
        assert tag not in {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
        assert not [name for name in attrs if name.startswith("on")]
        assert (attrs.get("href") or "#").startswith("#")
        assert "src" not in attrs


def test_headings_go_down_one_level_at_a_time(outline: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


def test_ids_are_unique_and_every_address_leads_somewhere(outline: Outline) -> None:
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in outline.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            if attrs.get(name):
                assert attrs[name] in ids
        href = attrs.get("href")
        if href:
            assert href.removeprefix("#") in ids


def test_every_figure_has_its_table_and_every_table_its_caption_and_scopes(outline: Outline) -> None:
    assert len(outline.named("figure")) == 2
    assert len(outline.named("details")) >= 2
    assert len(outline.named("caption")) == len(outline.named("table"))
    assert all(attrs.get("scope") in {"col", "row"} for attrs in outline.named("th"))


def test_long_tables_show_the_top_and_keep_the_rest_one_click_away(outline: Outline) -> None:
    assert "18 more rows" in outline.words
    assert "All, continued" in outline.words


def test_a_table_just_over_the_limit_is_shown_whole() -> None:
    listed = Table("Teams", {"Team": [f"t{n}" for n in range(14)]}, shown=12)
    html = render_html(
        Report("t", "s", Sentence("h"), sections=(Section("teams", "Teams", tables=(listed,)),))
    )
    assert "more rows" not in html


def test_gaps_name_the_columns_that_would_bring_the_answer(html: str) -> None:
    assert "<code>handle_seconds</code>" in html


def test_landmarks_are_there(outline: Outline) -> None:
    tags = [tag for tag, _ in outline.tags]
    for landmark in ("header", "main", "nav", "footer"):
        assert tags.count(landmark) == 1
    assert outline.named("a")[0]["href"] == "#main"
    assert outline.named("html")[0]["lang"] == "en"


def test_numbers_are_set_to_the_right_and_words_are_not() -> None:
    shown = grid(
        {
            "Reason": ["12 rules", "b"],
            "Contacts": [1200, None],
            "Share": ["3.4%", "–"],
            "Interval": ["3.1% to 3.7%", None],
            "Time": ["4 min 05 s", "45 s"],
            "Cost": ["15,250 EUR", None],
            "Nothing": [None, None],
        }
    )
    assert [cell.numeric for cell in shown.headings] == [False, True, True, True, True, True, False]
    assert [cell.text for cell in shown.rows[1]] == ["b", "–", "–", "–", "45 s", "–", "–"]


def test_a_figure_from_a_notebook_scrolls_in_its_own_place() -> None:
    import altair as alt

    chart = alt.Chart(alt.InlineData(values=[{"a": 1}])).mark_bar().encode(x="a:Q")
    figure = Figure(chart, "One", "One bar.", {"a": [1]})
    html = render_html(Report("t", "s", Sentence("h"), sections=(Section("one", "One", figures=(figure,)),)))
    assert 'class="wide scroll" role="group" aria-label="One" tabindex="0"' in html


def test_the_same_report_gives_the_same_bytes(html: str) -> None:
    assert render_html(made_report()) == html
