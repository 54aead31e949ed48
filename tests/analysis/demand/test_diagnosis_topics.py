"""Candidate reasons are looked for where they help, in the texts of contacts that count."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
from headwater.analysis.demand.coverage import Coverage, coverage
from headwater.analysis.demand.diagnosis import ContactTables, DiagnosisSettings, diagnose
from headwater.analysis.demand.diagnosis_topics import topics_of, topics_wanted
from headwater.analysis.demand.report.gaps import gaps
from headwater.analysis.demand.report.topics_section import topics_section
from headwater.analysis.demand.topic_fit import Stability
from headwater.analysis.demand.topics_result import CandidateReason, CandidateReasons, Typical
from headwater.analysis.estimates import wilson

from .made_diagnosis import bare

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
FULL = bare().coverage


@pytest.mark.parametrize(
    ("asked", "texts", "reasons", "wanted"),
    [
        (None, True, 0, True),
        (None, True, 12, False),
        (None, False, 0, False),
        (True, True, 12, True),
        (True, False, 0, False),
        (False, True, 0, False),
    ],
)
def test_they_are_looked_for_as_asked_or_where_reasons_are_of_no_use(
    asked: bool | None, texts: bool, reasons: int, wanted: bool
) -> None:
    pytest.importorskip("sklearn", reason="needs the extra 'text'")
    filled: Coverage = replace(
        FULL,
        texts=texts,
        reasons=reasons,
        filled=FULL.filled | {"reason_source": FULL.contacts if reasons else 0},
    )
    assert topics_wanted(filled, DiagnosisSettings(topics=asked)) is wanted


def tables_of(rows: list[dict[str, Any]], texts: list[dict[str, Any]]) -> ContactTables:
    engine = DuckDBEngine()
    words = [{"month": "2026-03", **text} for text in texts]
    return ContactTables(
        contacts_from_rows(rows, engine=engine), None, rows_as_frame(words, "contact_texts", engine=engine)
    )


def test_only_texts_of_contacts_that_count_are_read() -> None:
    pytest.importorskip("sklearn", reason="needs the extra 'text'")
    rows: list[dict[str, Any]] = [
        {"opened_at": FIRST + timedelta(days=n), "direction": "outbound" if n == 0 else "inbound"}
        for n in range(10)
    ]
    texts = [
        {
            "source": "memory",
            "contact_id": str(n),
            "subject": "a late parcel",
            "body": None,
            "month": "2026-03",
        }
        for n in range(10)
    ]
    tables = tables_of(rows, texts)
    settings = DiagnosisSettings(until=date(2026, 3, 7), topics=True)
    found = topics_of(tables, coverage(tables.contacts()), settings)
    assert found is not None
    assert found.texts == 5
    assert found.topics == ()
    assert "200" in found.why


def test_too_few_texts_say_so_in_the_report() -> None:
    pytest.importorskip("sklearn", reason="needs the extra 'text'")
    rows = [{"opened_at": FIRST + timedelta(days=n)} for n in range(3)]
    texts = [{"source": "memory", "contact_id": "0", "body": "where is it"}]
    tables = tables_of(rows, texts)
    section = topics_section(diagnose(tables))
    assert section is not None
    assert section.paragraphs[0].text.startswith("No candidate reasons:")


def test_candidates_are_shown_as_candidates_and_close_the_gap_half() -> None:
    topics = tuple(
        CandidateReason(n, (f"word{n}", "late parcel"), wilson(60 - n, 200), 60 - n, (Typical(f"id-{n}"),))
        for n in range(1, 4)
    )
    trials = (Stability(topics=3, agreement=0.8, pairs=3),)
    found = replace(bare(), topics=CandidateReasons(400, 200, 200, topics, wilson(20, 200), 3, trials))
    section = topics_section(found)
    assert section is not None
    text = " ".join(sentence.text for sentence in section.paragraphs)
    assert "a person has to read" in text
    assert section.tables[0].columns["Typical contacts"] == ["id-1", "id-2", "id-3"]
    brings = next(gap.brings for gap in gaps(found) if "reason_source" in gap.columns)
    assert "name the 3 candidates" in brings
