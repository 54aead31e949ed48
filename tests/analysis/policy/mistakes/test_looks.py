"""All mistakes are looked for in one go, and one that cannot be leaves the others alone."""

from datetime import UTC, date, datetime
from pathlib import Path

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.policy import Facts, PolicySet, sample
from headwater.analysis.policy.mistakes.finding import MISTAKES
from headwater.analysis.policy.mistakes.looks import LOOKS, look_for_mistakes
from headwater.analysis.policy.mistakes.sources import Sources

DAY = date(2026, 3, 2)


def test_every_mistake_says_what_it_found_or_what_it_lacks() -> None:
    policies, facts = sample("telecom")
    found = look_for_mistakes(Sources(None, policies, facts, DAY))
    words = {one.mistake: one.word for one in found.findings}
    assert list(words) == list(LOOKS)
    assert words["volume"] == "cannot tell"
    assert words["control"] == "cannot tell"
    assert words["permission"] == "cannot tell"
    assert words["instructions"] == "found"
    assert [one["mistake"] for one in found.to_dict()["findings"]] == list(LOOKS)
    assert found.columns()["mistake"] == [MISTAKES[mistake] for mistake in LOOKS]
    assert "Conflicting instructions: found" in str(found)


def test_what_cannot_be_looked_for_says_why(tmp_path: Path) -> None:
    opened = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rows = [
        {"opened_at": opened, "channel": "phone", "wait_seconds": 5.0, "handle_seconds": 200.0 + n}
        for n in range(300)
    ]
    roster = tmp_path / "roster.csv"
    roster.write_text("nothing\n1\n", encoding="utf-8")
    asked = Sources(
        ContactTables(contacts_from_rows(rows)), PolicySet(()), Facts(), DAY, files={"roster": roster}
    )
    found = {one.mistake: one for one in look_for_mistakes(asked).findings}
    assert found["people"].word == "cannot tell"
    assert "roster.csv" in found["people"].sentence
    assert found["people"].harm.hours.why == "it could not be looked for"
    assert found["volume"].word == "cannot tell"


def test_tables_beside_contacts_are_read_and_their_faults_named(tmp_path: Path) -> None:
    policies, facts = sample("telecom")
    remedies, steps = tmp_path / "remedies.csv", tmp_path / "steps.csv"
    remedies.write_text("amount,escalated,resolved\nmuch,no,yes\n", encoding="utf-8")
    steps.write_text("reason,handle_seconds\na,10\n", encoding="utf-8")
    asked = Sources(None, policies, facts, DAY, files={"remedies": remedies})
    found = {one.mistake: one for one in look_for_mistakes(asked, ["permission"]).findings}
    assert "remedies.csv" in found["permission"].sentence
    asked = Sources(None, policies, facts, DAY, files={"steps": steps})
    assert "steps.csv" in look_for_mistakes(asked, ["control"]).findings[0].sentence
