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
