"""Cells of the contacts a sample stands for: exact, and only of what counts."""

from datetime import UTC, date, datetime

import pytest
from tests.analysis.demand.sampling.made_store import contact, contacts

from headwater.analysis.contacts.frames import contacts_from_rows
from headwater.analysis.demand.sampling import population as room
from headwater.analysis.demand.sampling.population import Cell, population
from headwater.analysis.errors import BadDataError, UsageError


def test_cells_hold_exact_sums() -> None:
    rows = [
        contact(0, "Refund", handle_seconds=100.5),
        contact(4, "Refund", handle_seconds=60.0),
        contact(2, "Refund", handle_seconds=None),
    ]
    cells = population(contacts_from_rows(rows), ["reason_source", "channel"])
    assert cells == {
        ("Refund", "chat"): Cell(1),
        ("Refund", "phone"): Cell(2, 160_500, 101**2 + 60**2),
    }


def test_only_what_counts_as_demand_is_drawn_from() -> None:
    rows = [
        contact(0, "Refund"),
        contact(1, "Refund", direction="outbound"),
        contact(2, "Refund", merged_into="c0"),
        contact(3, None, direction=None),
    ]
    cells = population(contacts_from_rows(rows), ["reason_source"])
    assert {key: cell.contacts for key, cell in cells.items()} == {("Refund",): 1, ("(none)",): 1}


def test_days_are_local_and_both_included() -> None:
    rows = [
        contact(n, "Refund", opened_at=datetime(2026, 3, day, 23, 30, tzinfo=UTC))
        for n, day in enumerate((1, 2, 3, 4))
    ]
    frame = contacts_from_rows(rows, timezone_name="Europe/Berlin")
    assert population(frame, (), date(2026, 3, 3), date(2026, 3, 4))[()].contacts == 2


def test_weeks_begin_on_monday() -> None:
    rows = [
        contact(n, None, opened_at=datetime(2026, 3, day, 12, tzinfo=UTC)) for n, day in enumerate((1, 2, 8))
    ]
    cells = population(contacts_from_rows(rows), ["week"])
    assert {key: c.contacts for key, c in cells.items()} == {("2026-02-23",): 1, ("2026-03-02",): 2}


def test_values_that_are_written_alike_are_one_cell() -> None:
    cells = population(contacts_from_rows([contact(0, "A / B"), contact(4, "A/B")]), ["reason_source"])
    assert list(cells) == [("A/B",)]
    assert cells["A/B",].contacts == 2


def test_an_unknown_variable_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"cannot be made of 'reason_sorce'. Did you mean 'reason_source'\?"):
        population(contacts_from_rows(contacts()), ["reason_sorce"])
    with pytest.raises(UsageError, match="name 'channel' twice; name it once"):
        population(contacts_from_rows(contacts()), ["channel", "channel"])


def test_variables_with_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_CELLS", 11)
    population(contacts_from_rows(contacts()), ["reason_source"])
    with pytest.raises(UsageError, match=r"strata reason_source, channel have more than 11 combinations"):
        population(contacts_from_rows(contacts()), ["reason_source", "channel"])


def test_nothing_to_draw_from_is_told_with_the_days() -> None:
    with pytest.raises(BadDataError, match="nothing to draw from: no inbound contact that was not merged"):
        population(contacts_from_rows([contact(0, "x", direction="outbound")]))
    with pytest.raises(BadDataError, match="no inbound contact from 2030-01-01 to the last day"):
        population(contacts_from_rows(contacts()), (), date(2030, 1, 1))
