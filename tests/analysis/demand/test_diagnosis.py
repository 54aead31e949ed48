"""One call gives every part, and says which parts are missing and what would bring them."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import headwater as hw
from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.contact_source import description
from headwater.analysis.demand.diagnosis import ContactTables, Diagnosis, DiagnosisSettings, diagnose
from headwater.analysis.demand.report.diagnosis_report import headline
from headwater.analysis.demand.report.findings import ranked_findings
from headwater.analysis.demand.report.gaps import gaps
from headwater.analysis.errors import UsageError

from .made_contacts import made_contacts
from .made_diagnosis import bare, rich

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)


def missing(found: Diagnosis) -> set[str]:
    return {column for gap in gaps(found) for column in gap.columns}


def test_the_headline_is_the_matured_share_of_the_same_reason_with_its_interval() -> None:
    found = rich()
    assert found.definition is not None
    assert str(found.definition) == "7 days, same reason, any channel, gross, matured"
    share = found.repeats.figure(window_days=7).share
    assert headline(found).text.startswith(share.percent())
    assert "(" in share.percent()


def test_findings_come_costliest_first_and_rest_on_the_parts() -> None:
    found = rich()
    ranked = ranked_findings(found)
    subjects = [item.subject for item in ranked if item.subject]
    first = [
        item
        for n, item in enumerate(ranked)
        if not item.subject or item.subject not in [other.subject for other in ranked[:n]]
    ]
    spent = [item.hours for item in first if item.hours is not None]
    assert spent == sorted(spent, reverse=True)
    assert sum(item.hours is not None for item in ranked) == 3
    assert len(subjects) == 2
    made = found.repeat_work["all"].figures[0]
    repeat = next(item for item in ranked if item.finding.title == "Customers come back")
    assert repeat.hours == made.repeat_hours
    assert repeat.contacts == made.repeats
    worst = max(found.repeat_work["reason"].figures, key=lambda f: f.repeat_hours or 0.0)
    assert any(item.hours == worst.repeat_hours and worst.group[0] in item.finding.title for item in ranked)


def test_a_second_finding_about_the_same_reason_stands_behind_the_others() -> None:
    ranked = ranked_findings(rich())
    subjects = [item.subject for item in ranked]
    [twice] = {subject for subject in subjects if subject and subjects.count(subject) == 2}
    assert subjects.index(twice) < 3
    assert subjects[-1] == twice


def test_every_finding_carries_an_interval_and_what_it_rests_on() -> None:
    for item in ranked_findings(rich()):
        assert re.search(r"\(\d[\d.]*%? to \d[\d.]*%?\)", item.finding.sentence.text), item.finding
        assert item.finding.sentence.basis


def test_what_repeats_cost_adds_up_over_reasons() -> None:
    found = rich()
    whole = found.repeat_work["all"].figures[0]
    parts = found.repeat_work["reason"].figures
    assert sum(part.repeats for part in parts) == whole.repeats
    assert sum(part.repeat_hours or 0.0 for part in parts) == pytest.approx(whole.repeat_hours)


def test_with_everything_there_only_failure_demand_is_missing() -> None:
    assert [gap.question for gap in gaps(rich())] == ["Which share of contacts is failure demand?"]
    assert "code a random sample" in gaps(rich())[0].brings


def test_a_bare_export_names_every_column_that_would_bring_more() -> None:
    assert missing(bare()) == {
        "customer_id",
        "reason_source",
        "contact_texts",
        "handle_seconds",
        "volumes",
        "opened_at",
        "wait_seconds",
        "abandoned",
        "satisfaction",
    }
    assert any("11 days" in gap.why for gap in gaps(bare()))
    assert any("--cost-per-hour" in gap.brings for gap in gaps(bare()))


def test_a_bare_export_says_nothing_of_repeats_and_nothing_of_reasons() -> None:
    found = bare()
    assert found.definition is None
    assert found.repeats_by == {}
    text = str(found)
    assert "these data cannot say" in headline(found).text
    assert "%" not in headline(found).text
    assert "comes back most" not in text
    assert "Needs customer_id." in text


def without(**filled: int) -> Diagnosis:
    """Return the rich diagnosis as if columns were filled for so many contacts only."""
    known = rich().coverage
    return replace(rich(), coverage=replace(known, filled=known.filled | filled))


@pytest.mark.parametrize(
    ("column", "counted", "question"),
    [
        ("customer_id", "customer_key", "Who comes back"),
        ("handle_seconds", "handle_seconds", "Where does the time go"),
        ("reason_source", "reason_source", "Why do customers come"),
        ("satisfaction", "satisfaction", "Were customers content"),
    ],
)
def test_each_missing_column_is_one_gap(column: str, counted: str, question: str) -> None:
    named = [gap for gap in gaps(without(**{counted: 0})) if column in gap.columns]
    assert len(named) == 1
    assert named[0].question.startswith(question)


def test_customers_seen_in_part_only_are_a_gap_too() -> None:
    third = rich().coverage.contacts // 3
    why = [gap.why for gap in gaps(without(customer_key=third)) if "customer_id" in gap.columns]
    assert why == ["Only 33% of contacts carry a customer."]


def test_without_usable_reasons_repeats_are_told_for_any_reason() -> None:
    rows = [row | {"reason_source": None} for row in made_contacts(customers=200, weeks=5)]
    found = diagnose(contacts_from_rows(rows))
    assert found.definition is not None
    assert found.definition.reason == "any"
    assert "for any reason" in headline(found).text


def test_one_stray_contact_years_before_makes_no_rhythm_of_empty_weeks() -> None:
    rows = [{"opened_at": FIRST + timedelta(days=n, hours=n % 5)} for n in range(20)]
    stray = {"opened_at": FIRST - timedelta(days=1000)}
    found = diagnose(contacts_from_rows([stray, *rows]))
    assert found.scattered
    assert "Only 21 of 1,020 days hold contacts." in next(
        gap.why for gap in gaps(found) if gap.question == "Is the export whole?"
    )
    assert "busiest" not in str(found)
    arrivals = next(section for section in found.report().sections if section.id == "arrivals")
    assert "cannot be told" in arrivals.paragraphs[0].text
    assert len(arrivals.figures) == 1
    assert not bare().scattered


def test_no_contact_in_the_days_asked_for_is_a_result() -> None:
    rows = made_contacts(customers=20, weeks=2)
    found = diagnose(contacts_from_rows(rows), DiagnosisSettings(since=date(2030, 1, 1)))
    assert "No inbound contact lies in the days asked for. Widen the days" in str(found)
    assert found.report().sections == ()
    assert gaps(found)[0].columns == ("opened_at",)


def test_three_contacts_claim_nothing() -> None:
    rows: list[dict[str, Any]] = [
        {"opened_at": FIRST + timedelta(hours=n), "customer_id": "ann", "reason_source": "parcel"}
        for n in range(3)
    ]
    found = diagnose(contacts_from_rows(rows))
    assert found.definition is None
    assert not re.search(r"\d%", str(found))


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(UsageError, match="2026-02-01"):
        DiagnosisSettings(since=date(2026, 2, 1), until=date(2026, 1, 1))


def test_it_is_plain_data_for_machines() -> None:
    data = json.loads(json.dumps(rich().to_dict()))
    assert data["summary"]["headline"] == headline(rich()).text
    assert data["coverage"]["contacts"] == rich().coverage.contacts
    assert data["settings"]["rates"]["currency"] == "EUR"
    assert len(data["summary"]["findings"]) == len(ranked_findings(rich()))


def test_it_is_a_frame_and_a_chart_for_notebooks() -> None:
    frame = rich().to_frame("pandas")
    assert list(frame["hours"].dropna()) == sorted(frame["hours"].dropna(), reverse=True)
    assert rich().chart().to_dict()["$schema"].startswith("https://vega.github.io/schema/vega-lite")


def test_the_package_offers_it_by_name() -> None:
    assert hw.diagnose is diagnose


def test_a_source_may_describe_itself_by_an_object() -> None:
    class Description:
        def to_dict(self) -> dict[str, Any]:
            return {"path": "a/store", "version": 3, "sources": {"zendesk": 12}}

    class Store(ContactTables):
        def describe(self) -> Any:
            return Description()

    told = description(Store(contacts_from_rows([{"opened_at": FIRST}])))
    provenance = replace(rich(), source=told).report().provenance
    assert (provenance["Sources"], provenance["Version"]) == ("zendesk (12)", "3")


def test_a_rate_for_one_channel_prices_that_channel_only() -> None:
    found = rich()
    assert found.settings.rates is not None
    work = found.workload["channel"]
    assert work.cost == pytest.approx(sum(row.cost or 0.0 for row in work.rows))
    unpriced = replace(found.settings, rates=None)
    assert unpriced.to_dict()["rates"] is None


def test_a_store_without_contacts_says_so_and_not_that_the_days_are_wrong() -> None:
    assert "The store holds no inbound contact. Import an export of contacts." in str(
        diagnose(contacts_from_rows([]))
    )
