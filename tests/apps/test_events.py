"""Events tell what happened with numbers and days only."""

from datetime import date

import pytest

from headwater.apps import events


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    told: list[events.Event] = []
    monkeypatch.setattr(events, "_FOLLOWS", [told.append])
    return told


@pytest.mark.django_db
def test_whoever_listens_hears_kind_page_and_facts(heard: list[events.Event]) -> None:
    events.happened("action.overdue", "/actions/7/", action_id=7, due_on=date(2026, 3, 1))
    assert heard == [
        events.Event("action.overdue", "/actions/7/", {"action_id": 7, "due_on": date(2026, 3, 1)})
    ]


@pytest.mark.django_db
def test_words_names_and_foreign_pages_cannot_travel(heard: list[events.Event]) -> None:
    for path, facts in (
        ("/voices/1/", {"answer_id": "where is my parcel", "flags": 1}),
        ("/voices/1/", {"answer_id": 1, "name": 2}),
        ("//evil.example/", {"answer_id": 1, "flags": 2}),
        ("https://evil.example/", {"answer_id": 1, "flags": 2}),
    ):
        with pytest.raises(RuntimeError):
            events.happened("flag.answered", path, **facts)
    assert heard == []


def test_every_kind_has_its_meaning() -> None:
    assert set(events.MEANING) == set(events.CARRIES)
