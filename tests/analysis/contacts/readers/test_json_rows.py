"""JSON as lists and as lines."""

import gzip
import json
from pathlib import Path

import pytest

from headwater.analysis.contacts.readers import read, sample
from headwater.analysis.contacts.readers.batch import SourceBatch
from headwater.analysis.errors import BadDataError

RECORDS: list[dict[str, object]] = [
    {"id": 1, "via": {"channel": "web", "n": 2.50}, "tags": ["a", "b"], "open": True, "score": None},
    {"id": 20.0, "via": None, "tags": [], "open": False, "score": {"x": 1}, "CF.{Reason}": "late"},
]
WANTED = dict.fromkeys(
    ["id", "via.channel", "via.n", "tags", "tags.1", "open", "score.x", "CF.{Reason}"], False
)
EXPECTED = {
    "id": ["1", "20"],
    "via.channel": ["web", None],
    "via.n": ["2.5", None],
    "tags": ['["a", "b"]', "[]"],
    "tags.1": ["b", None],
    "open": ["true", "false"],
    "score.x": [None, "1"],
    "CF.{Reason}": [None, "late"],
}


def columns_of(batches: list[SourceBatch]) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for batch in batches:
        for i, name in enumerate(batch.names):
            found.setdefault(name, []).extend(batch.table[f"c{i}"].to_pylist())
    return found


def lines(records: list[dict[str, object]]) -> str:
    return "\n".join(json.dumps(record) for record in records)


@pytest.mark.parametrize(
    ("name", "text", "records"),
    [
        ("a.json", json.dumps(RECORDS), None),
        ("a.json", json.dumps(RECORDS, indent=2), "tickets"),
        ("a.json", json.dumps({"count": 2, "tickets": RECORDS}), "tickets"),
        ("a.json", json.dumps({"page": {"data": RECORDS}}, indent=1), "page.data"),
        ("a.json", lines(RECORDS), None),
        ("a.json", lines(RECORDS), "tickets"),
        ("a.jsonl", lines(RECORDS) + "\n\n", None),
        ("a.ndjson", lines(RECORDS), "tickets"),
        ("a.jsonl", json.dumps(RECORDS), None),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_and_lines_give_the_same_text_columns(
    tmp_path: Path, name: str, text: str, records: str | None, encoding: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    assert columns_of(list(read(path, WANTED, records=records))) == EXPECTED


def test_all_paths_are_taken_when_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(json.dumps(RECORDS).encode()))
    assert list(sample(path)) == [
        "id",
        "via.channel",
        "via.n",
        "tags",
        "open",
        "score",
        "via",
        "score.x",
        "CF.{Reason}",
    ]


def test_a_broken_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"id": 1}\n{"id": \n\n[1]\n7\n{"id": "caf\xe9"}\n{"id": 2, "t": "\\ud800"}\n'
        + b"[" * 100_000
        + b"\n"
    )
    for size in (1, 3, 50):
        batches = list(read(path, {"id": False}, batch_rows=size))
        assert [(bad.row, bad.reason) for batch in batches for bad in batch.malformed] == [
            (2, "not a line of JSON"),
            (3, "not an object of JSON"),
            (4, "not an object of JSON"),
            (5, "bytes that are not utf-8; if the whole file is in another encoding, say so"),
            (7, "not a line of JSON"),
        ]
        assert [n for batch in batches for n in batch.table["row_number"].to_pylist()] == [1, 6]
        assert sum(batch.source_rows for batch in batches) == 7


def test_bytes_that_are_not_utf_16_are_an_error_with_the_record(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"id": 1}\n{"id": 2}\n'.encode("utf-16") + b"\x00\xdc\x0a\x00")
    with pytest.raises(BadDataError, match="stand bytes that are not utf-16"):
        list(read(path, {"id": False}))


def test_half_a_surrogate_pair_becomes_a_question_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a\\ud800b"}\n')
    assert sample(path) == {"id": ["a?b"]}


def test_a_list_element_that_is_no_object_is_malformed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id": 1}, 5, null, {"id": 2}]')
    [batch] = read(path, {"id": False})
    assert [bad.row for bad in batch.malformed] == [2, 3]
    assert batch.table["row_number"].to_pylist() == [1, 4]


@pytest.mark.parametrize(
    ("text", "records", "said"),
    [
        ('{"meta": 1, "tickets": [\n{"id": 1}]}', None, "`records: NAME`. Lists in it: tickets."),
        (
            '{"meta": 1, "tickets": [\n{"id": 1}]}',
            "ticket",
            "no records at 'ticket'. Did you mean 'tickets'?",
        ),
        ('{"meta": \n1}', "tickets", "no records at 'tickets'. It holds no list."),
        ("[]", None, "holds no records"),
        ('{"tickets": []}', "tickets", "no records at 'tickets'"),
        ('[{"id": 1}, {"id": 2', None, "the JSON breaks behind record 1"),
        ('[{"id": 1}, {"id"; 2}]', None, "the JSON breaks behind record 1"),
        ('[{"id": 1}]', None, "lacks a column that the mapping reads: 'ids'. Did you mean 'id'?"),
    ],
)
def test_what_cannot_be_taken_is_said(tmp_path: Path, text: str, records: str | None, said: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(BadDataError) as error:
        list(read(path, {"ids": False}, records=records))
    assert said in str(error.value)


def test_a_list_in_another_encoding_is_read_when_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes('[{"id": 1, "t": "a"}, {"id": 2, "t": "café"}]'.encode("latin-1"))
    with pytest.raises(
        BadDataError, match=r"behind record \d stand bytes that are not utf-8.*--encoding latin-1"
    ):
        list(read(path, {"t": False}))
    assert columns_of(list(read(path, {"t": False}, encoding="latin-1"))) == {"t": ["a", "café"]}


def test_a_path_below_a_null_is_empty_and_not_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1, "rating": null}\n')
    assert columns_of(list(read(path, {"id": False, "rating.score": False}))) == {
        "id": ["1"],
        "rating.score": [None],
    }
