"""The document made of a diagnosis: every part has its place, every sentence its numbers."""

import re
from datetime import UTC, datetime

import pytest

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.definitions import Definition
from headwater.analysis.demand.diagnosis import diagnose
from headwater.analysis.demand.repeat_result import RepeatFigure
from headwater.analysis.demand.report import Report, render_html
from headwater.analysis.demand.report.repeats_section import leader
from headwater.analysis.estimates import wilson

from .made_contacts import REASONS
from .made_diagnosis import bare, rich

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def report() -> Report:
    return rich().report()


@pytest.fixture(scope="module")
def html(report: Report) -> str:
    return render_html(report)


def test_every_part_that_can_be_said_has_a_section(report: Report) -> None:
    assert [section.id for section in report.sections] == [
        "work",
        "repeats",
        "rate",
        "arrivals",
        "handling",
        "endings",
    ]


def test_a_bare_export_has_only_the_sections_it_can_fill() -> None:
    assert [section.id for section in bare().report().sections] == ["work", "arrivals"]


def test_the_first_page_has_three_findings_and_each_leads_on(report: Report) -> None:
    assert len(report.findings) == 3
    assert all(finding.section for finding in report.findings)


def test_no_sentence_holds_more_digits_than_its_interval(report: Report) -> None:
    texts = [s.text for section in report.sections for s in section.paragraphs]
    texts += [finding.sentence.text for finding in report.findings]
    assert texts
    for text in texts:
        assert not re.search(r"\d\.\d{3}", text), text
        assert "None" not in text
        assert "nan" not in text.split()


def test_no_sentence_sets_a_benchmark_of_the_trade_as_a_target(html: str) -> None:
    for word in ("benchmark", "world class", "world-class", "industry average", "best practice"):
        assert word not in html.lower()


def test_failure_demand_is_not_claimed_to_be_measured(report: Report) -> None:
    assert report.cannot_say[0].question == "Which share of contacts is failure demand?"
    body = " ".join(s.text for section in report.sections for s in section.paragraphs)
    assert "failure demand" not in body


def test_every_reason_is_in_the_page_and_a_hostile_one_is_only_letters(html: str) -> None:
    for reason in REASONS:
        if reason != HOSTILE:
            assert reason in html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_table_of_work_adds_up(report: Report) -> None:
    table = report.sections[0].tables[0]
    assert sum(table.columns["Contacts"]) == rich().workload["reason"].contacts
    assert table.columns["Running"][-1] == "100%"
    assert "Cost, EUR" in table.columns


def test_definitions_that_cannot_be_told_are_named_and_not_listed_as_empty_rows(report: Report) -> None:
    repeats = next(section for section in report.sections if section.id == "repeats")
    every = repeats.tables[0].columns
    assert len(every["Rule"]) == 24
    assert all(any(every[f"{days} d"][row] for days in (1, 3, 7, 14, 30)) for row in range(24))


def test_provenance_says_how_full_the_columns_are(report: Report) -> None:
    assert re.search(r"a customer 9\d%", report.provenance["Contacts with"])
    assert report.provenance["Prices"].startswith("40 EUR per hour (phone)")


def test_weeks_of_which_only_a_part_is_there_are_not_drawn(report: Report) -> None:
    arrivals = next(section for section in report.sections if section.id == "arrivals")
    weeks = next(f for f in arrivals.figures if f.title == "Contacts week by week")
    counts = [int(str(count).replace(",", "")) for count in weeks.columns["Contacts"]]
    assert len(counts) == 8
    assert sum(counts) == rich().coverage.contacts


def test_contacts_nobody_answered_are_not_called_handled() -> None:
    opened = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rows = [
        {"opened_at": opened, "channel": "phone", "team": f"t{n % 2}", "abandoned": n < 10}
        | ({} if n < 10 else {"handle_seconds": 60.0})
        for n in range(40)
    ]
    work = next(s for s in diagnose(contacts_from_rows(rows)).report().sections if s.id == "work")
    assert work.paragraphs[0].text.startswith(
        "30 of 40 contacts have a handle time: 0.5 hours together, 1 min"
    )


def _figures(*shares: tuple[str, int, int]) -> list[RepeatFigure]:
    return [RepeatFigure(Definition(), (name,), y, wilson(y, n)) for name, y, n in shares]


def test_a_leader_that_the_intervals_cannot_tell_from_others_is_not_called_the_most() -> None:
    clear = _figures(("late", 800, 1000), ("lost", 300, 1000))
    assert leader(clear) == "“late” comes back most often: 80% (77% to 82%)."
    close = _figures(("late", 40, 100), ("lost", 38, 100), ("wrong", 5, 100))
    assert leader(close).startswith("“late” is highest here, 40% (31% to 50%)")
    assert "another may come back as often" in leader(close)
