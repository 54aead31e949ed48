from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import pytest
from tests.analysis.demand.coder.made_texts import made_texts

from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
from headwater.analysis.demand.coder.crossfit import cross_fit
from headwater.analysis.demand.coder.reading import (
    Batch,
    features_text,
    has_texts,
    predict_store,
    read_contacts,
    texts_of,
)
from headwater.analysis.demand.coder.tfidf import TfidfCoder
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.errors import UsageError

FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)


def source(contacts: list[dict[str, Any]], texts: list[dict[str, Any]] | None) -> ContactTables:
    full = [
        {"opened_at": FIRST + timedelta(days=n), "contact_id": f"c{n}", **c} for n, c in enumerate(contacts)
    ]
    words = None
    if texts is not None:
        words = rows_as_frame([{"source": "memory", **text} for text in texts], "contact_texts")
    return ContactTables(contacts_from_rows(full), texts_table=words)


def mixed() -> ContactTables:
    return source(
        [
            {
                "channel": "email",
                "reason_source": "Late delivery",
                "customer_id": "ann",
                "handle_seconds": 90.5,
            },
            {"channel": "phone", "customer_id": "bob"},
            {"channel": "chat", "direction": "outbound"},
            {"channel": "chat", "merged_into": "c0"},
            {"channel": "chat"},
        ],
        [
            {"contact_id": "c0", "subject": "Parcel", "body": "where is it"},
            {"contact_id": "c2", "body": "we called you"},
            {"contact_id": "c4", "subject": " ", "body": "  "},
        ],
    )


def by_id(batches: list[Batch]) -> dict[str, tuple[Any, ...]]:
    rows = {}
    for batch in batches:
        names = [name for name in batch.columns if name != "contact_id"]
        for at, contact in enumerate(batch.columns["contact_id"]):
            rows[contact] = (batch.texts[at], *(batch.columns[name][at] for name in names))
    return rows


def test_contacts_that_count_come_with_their_words_and_without() -> None:
    found = list(read_contacts(mixed(), columns=("contact_id", "handle_ms", "local_date"), recorded=False))
    assert by_id(found) == {
        "c0": ("Parcel where is it", 90_500, date(2026, 3, 1)),
        "c1": ("", None, date(2026, 3, 2)),
        "c4": ("", None, date(2026, 3, 5)),
    }
    assert sum(batch.without_text for batch in found) == 2


def test_what_the_helpdesk_recorded_comes_as_marked_words() -> None:
    rows = by_id(list(read_contacts(mixed(), columns=("contact_id",))))
    assert rows["c1"][0] == features_text(None, None, "phone", None) != ""
    assert rows["c0"][0] == features_text("Parcel", "where is it", "email", "Late delivery")
    assert rows["c0"][0].startswith("Parcel where is it ")


def test_days_are_kept_to() -> None:
    rows = by_id(list(read_contacts(mixed(), date(2026, 3, 2), date(2026, 3, 4), ("contact_id",))))
    assert set(rows) == {"c1"}


def test_no_batch_is_larger_than_asked_for_and_none_is_lost() -> None:
    many = source([{"channel": "chat"}] * 25, [{"contact_id": f"c{n}", "body": f"b{n}"} for n in range(25)])
    found = list(read_contacts(many, columns=("contact_id",), batch=10, recorded=False))
    assert [len(batch) for batch in found] == [10, 10, 5]
    assert by_id(found) == {f"c{n}": (f"b{n}",) for n in range(25)}


def test_texts_of_given_contacts_come_in_the_order_given() -> None:
    items = [("memory", "c1"), ("memory", "gone"), ("memory", "c0"), ("memory", "c2")]
    found = texts_of(mixed(), items, recorded=False)
    assert found.texts == ["", "", "Parcel where is it", "we called you"]
    assert found.found == [True, False, True, True]
    assert found.has_words == [False, False, True, True]
    assert found.customers[1] is None
    assert found.customers[0] != found.customers[2]


def test_every_contact_is_read_once_and_progress_is_told() -> None:
    texts, codes = made_texts(300)
    held = source(
        [{"channel": "email"}] * 300, [{"contact_id": f"c{n}", "body": t} for n, t in enumerate(texts)]
    )
    fitted = cross_fit(texts[:90], {"reason": codes[:90]}, None, partial(TfidfCoder, "fast"))
    told: list[tuple[int, int]] = []
    right, seen = 0, 0
    for batch, chances in predict_store(
        held,
        fitted,
        columns=("contact_id",),
        batch=100,
        recorded=False,
        progress=lambda done, total: told.append((done, total)),
    ):
        said = [fitted.classes["reason"][i] for i in chances["reason"].argmax(axis=1)]
        right += sum(s == codes[int(c[1:])] for s, c in zip(said, batch.columns["contact_id"], strict=True))
        seen += len(batch)
        assert np.allclose(chances["reason"].sum(axis=1), 1)
    assert seen == 300
    assert right >= 295
    assert told == [(100, 300), (200, 300), (300, 300)]


def test_no_text_at_all_is_refused_unless_there_is_something_else_to_read() -> None:
    for texts in (None, [], [{"contact_id": "c0", "body": " "}]):
        none = source([{"channel": "email", "reason_source": "Late"}], texts)
        assert not has_texts(none)
        with pytest.raises(UsageError, match=r"no text to read.*Import an export with its texts, or let"):
            list(read_contacts(none, recorded=False))
        assert [batch.without_text for batch in read_contacts(none)] == [1]


def test_an_unknown_column_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no column 'chanel'\. Did you mean 'channel'"):
        list(read_contacts(mixed(), columns=("chanel",)))
