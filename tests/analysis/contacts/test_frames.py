from datetime import UTC, datetime

import pytest

from headwater.analysis.contacts.engines import collect
from headwater.analysis.contacts.engines.duckdb import DuckDBEngine
from headwater.analysis.contacts.frames import contact_key, contacts_from_rows, customer_key
from headwater.analysis.contacts.schema import CONTACTS
from headwater.analysis.errors import UsageError

NIGHT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_rows_become_a_table_with_every_stored_column() -> None:
    frame = contacts_from_rows(
        [{"opened_at": NIGHT, "tags": ["a", "b"], "custom": {"k": "v"}, "transfers": 2}]
    )
    assert frame.collect_schema().names() == list(CONTACTS.store_types)
    row = collect(frame.select("tags", "custom", "transfers", "channel", "direction_defaulted"))
    assert row == {
        "tags": [["a", "b"]],
        "custom": [{"k": "v"}],
        "transfers": [2],
        "channel": ["other"],
        "direction_defaulted": [True],
    }


def test_local_time_follows_the_zone_across_the_change_of_clocks() -> None:
    frame = contacts_from_rows([{"opened_at": NIGHT}], timezone_name="Europe/Berlin")
    assert collect(frame.select("local_hour", "local_half_hour")) == {
        "local_hour": [3],
        "local_half_hour": [7],
    }


def test_an_unknown_column_is_named_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match=r"Row 1 has an unknown column 'chanel'\. Did you mean 'channel'\?"):
        contacts_from_rows([{"opened_at": NIGHT, "chanel": "phone"}])


def test_two_tables_on_one_engine_do_not_disturb_each_other() -> None:
    engine = DuckDBEngine()
    first = contacts_from_rows([{"opened_at": NIGHT, "team": "a"}], engine=engine)
    second = contacts_from_rows([{"opened_at": NIGHT, "team": "b"}], engine=engine)
    assert collect(first.select("team")) == {"team": ["a"]}
    assert collect(second.select("team")) == {"team": ["b"]}


def test_keys_are_64_bits_of_what_they_stand_for() -> None:
    assert contact_key("a", "bc") != contact_key("ab", "c")
    assert -(2**63) <= contact_key("a", "b") < 2**63
    assert customer_key("ffffffffffffffff" + "0" * 16) == -1
