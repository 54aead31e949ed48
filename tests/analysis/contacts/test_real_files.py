"""The real files through their mappings: figures to reproduce, every row accounted for."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.contacts.mapping import load_mapping
from headwater.analysis.contacts.pseudonyms import PseudonymKey
from headwater.analysis.contacts.transform import Batch, transform

pytestmark = pytest.mark.real_data


def loaded(path: Path, mapping_path: str, zone: str) -> tuple[list[Batch], dict[str, list[Any]]]:
    mapping = load_mapping(mapping_path)
    batches = list(
        transform([path], mapping, source=mapping.source, timezone=zone, key=PseudonymKey(bytes(32)))
    )
    names = batches[0].table.column_names
    return batches, {n: [v for b in batches for v in b.table[n].to_pylist()] for n in names}


@pytest.fixture(scope="module")
def bank(
    real_file: Callable[[str], Path], mapping_file: Callable[[str], str]
) -> tuple[list[Batch], dict[str, list[Any]]]:
    return loaded(real_file("bank_calls_1999_02.csv.gz"), mapping_file("bank_calls"), "Asia/Jerusalem")


def test_every_call_of_the_bank_is_accounted_for(bank: tuple[list[Batch], dict[str, list[Any]]]) -> None:
    batches, rows = bank
    assert sum(b.source_rows for b in batches) == 33_344 == len(rows["contact_id"])
    assert not [r for b in batches for r in b.rejects]
    assert not [name for b in batches for name in b.excluded]
    assert len(set(rows["contact_id"])) == 33_344
    assert rows["customer_id"].count(None) == 19_558
    assert len({a for a in rows["agent_id"] if a}) == 24
    assert rows["abandoned"].count(True) == 5_904
    custom = [dict(c) for c in rows["custom"]]
    assert Counter("phantom" in c for c in custom) == {False: 33_066, True: 278}
    assert sum("vru_time_negative" in c for c in custom) == 25
    assert all(("vru_seconds" in c) is not ("vru_time_negative" in c) for c in custom)


def test_the_banks_times_are_local_to_it(bank: tuple[list[Batch], dict[str, list[Any]]]) -> None:
    rows = bank[1]
    assert (min(rows["local_date"]), max(rows["local_date"])) == (date(1999, 2, 1), date(1999, 2, 28))
    assert rows["opened_at"][0].strftime("%Y-%m-%dT%H:%M:%S%z") == "1999-02-01T05:02:47+0000"
    assert rows["local_half_hour"][0] == 14


def test_two_thirds_of_identified_calls_are_followed_by_another_within_a_week(
    bank: tuple[list[Batch], dict[str, list[Any]]],
) -> None:
    rows = bank[1]
    calls: dict[str, list[tuple[int, date]]] = {}
    for customer, epoch, day in zip(
        rows["customer_id"], rows["opened_epoch"], rows["local_date"], strict=True
    ):
        if customer:
            calls.setdefault(customer, []).append((epoch, day))
    matured = followed = 0
    for made in calls.values():
        times = sorted(epoch for epoch, _ in made)
        for number, (epoch, day) in enumerate(sorted(made)):
            if day <= date(1999, 2, 21):
                matured += 1
                followed += bisect_right(times, epoch + 7 * 86_400) > number + 1
    assert round(followed / matured, 3) == 0.643


def test_every_public_support_message_is_read(
    real_file: Callable[[str], Path], mapping_file: Callable[[str], str]
) -> None:
    batches, rows = loaded(real_file("spotify_support_2017.csv.gz"), mapping_file("spotify_support"), "UTC")
    assert sum(b.source_rows for b in batches) == 15_096 == len(rows["contact_id"])
    assert not [r for b in batches for r in b.rejects]
    assert len(set(rows["customer_id"])) == 8_723
    assert rows["opened_at"][0].isoformat() == "2017-10-31T23:36:20+00:00"
    assert dict(rows["custom"][0]) == {"in_response_to": "848"}
    assert rows["body"][0].startswith("@SpotifyCares")


def test_every_event_of_the_helpdesk_is_read(
    real_file: Callable[[str], Path], mapping_file: Callable[[str], str]
) -> None:
    batches, rows = loaded(real_file("helpdesk_italy.csv.gz"), mapping_file("helpdesk_italy"), "Europe/Rome")
    assert sum(b.source_rows for b in batches) == 21_348 == len(rows["event_id"])
    assert not [r for b in batches for r in b.rejects]
    assert len(set(rows["case_id"])) == 4_580
    assert rows["at"][0].isoformat() == "2012-10-09T12:50:17+00:00"


def test_every_question_to_the_bank_is_read(
    real_file: Callable[[str], Path], mapping_file: Callable[[str], str]
) -> None:
    for name, count in (("train", 10_003), ("test", 3_080)):
        batches, rows = loaded(real_file(f"banking77_{name}.csv.gz"), mapping_file("banking77"), "UTC")
        assert sum(b.source_rows for b in batches) == count == len(rows["contact_id"])
        assert not [r for b in batches for r in b.rejects]
        assert len(set(rows["reason_source"])) == 77
