"""Mappings: what is understood, and what is refused with which words."""

from pathlib import Path

import pytest

from headwater.analysis.contacts.mapping import load_mapping, parse_mapping, shipped_mappings
from headwater.analysis.errors import UsageError

HEAD = """mapping: m
timezone: UTC
columns:
  contact_id: id
  opened_at: at
"""


def refused(text: str) -> str:
    with pytest.raises(UsageError) as error:
        parse_mapping(text, "m.yaml")
    return str(error.value)


def test_a_bare_word_is_a_column() -> None:
    mapping = parse_mapping(HEAD + "  channel: via.channel\n", "m.yaml")
    assert mapping.columns["channel"].column == "via.channel"
    assert mapping.source_columns() == {"id": False, "at": False, "via.channel": False}


def test_words_that_yaml_would_change_stay_as_the_export_writes_them() -> None:
    mapping = parse_mapping(
        HEAD + "  channel: {column: c, values: "
        "{no: web, 007: email, 1.50: chat, 2026-01-01: phone, 12:30:00: web}}\n",
        "m.yaml",
    )
    assert list(mapping.columns["channel"].values or {}) == ["no", "007", "1.50", "2026-01-01", "12:30:00"]


def test_a_column_needed_in_one_place_is_needed() -> None:
    mapping = parse_mapping(
        HEAD + "  channel: {constant: web}\n  team: {column: x, optional: true}\n  reason_source: x\n"
        "  case_id: {column: y, optional: true}\n",
        "m.yaml",
    )
    assert mapping.source_columns() == {"id": False, "at": False, "x": False, "y": True}


def test_text_columns_are_not_needed_when_text_is_left_out() -> None:
    mapping = parse_mapping(HEAD + "  channel: {constant: web}\ntext:\n  body: words\n", "m.yaml")
    assert "words" in mapping.source_columns()
    assert "words" not in mapping.source_columns(with_text=False)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "  chanel: via\n",
            "m.yaml, line 6: columns.chanel: contacts have no column 'chanel'. Did you mean 'channel'?",
        ),
        (
            "  channel: {colum: via}\n",
            "line 6: columns.channel.colum: unknown key 'colum'. Did you mean 'column'?",
        ),
        ("  channel: {column: v, values: {a: fone}}\n", "channel cannot be 'fone'. Did you mean 'phone'?"),
        ("  channel: {constant: telex}\n", "channel cannot be 'telex'. Known: phone, chat"),
        (
            "  channel: {column: v, values: {a: web}, otherwise: othr}\n",
            "channel cannot be 'othr'. Did you mean 'other'?",
        ),
        (
            "  channel: {coalesce: [v, {constant: mail}]}\n",
            "columns.channel.coalesce.1.constant: channel cannot be 'mail'",
        ),
        ("  team: x\n", "contacts need channel: say where to find it"),
        ("  channel: {}\n", "exactly one source of column, constant"),
        ("  channel: {column: a, constant: web}\n", "it has column, constant"),
        ("  channel: []\n", "this has to be a set of keys"),
        ("  channel: {coalesce: []}\n", "`coalesce` is an empty list"),
        ("  channel: v\n  channel: w\n", "line 7: the key 'channel' stands twice"),
        ("  channel: {column: v, otherwise: web}\n", "there is no `values`"),
        ("  channel: {column: v, with: x}\n", "there is no `join`"),
        ("  channel: {column: v, extract: '('}\n", "`extract` is not a regular expression"),
        ("  channel: {column: v, extract: '(?<=a)b'}\n", "RE2"),
        ("  source: x\n", "`source` is said at the top"),
        ("  custom: x\n", "`custom` has a section of its own"),
        ("  channel: {column: v, unit: minutes}\n", "`unit` is for seconds; this is a choice"),
        ("  channel: {constant: web}\n  transfers: {column: v, add: some}\n", "columns.transfers.add"),
        (
            "  channel: {constant: web}\n  wait_seconds: {column: v, unit: minute}\n",
            "cannot be 'minute'. Did you mean 'minutes'?",
        ),
        ("  channel: {constant: web}\n  wait_seconds: {seconds_between: [a]}\n", "needs two instants"),
        (
            "  channel: {constant: web}\n  satisfaction: {column: v, scale: [5, 1]}\n",
            "lowest and its highest",
        ),
        ("  channel: {constant: web}\n  tags: {column: v, split: ',', list: true}\n", "cannot go together"),
        ("  channel: {constant: web}\n  reopens: {sum: [a, b], lower: true}\n", "`sum` gives a number"),
        (
            "  channel: {constant: web}\n  first_resolved_at: {column: v, format: '%Q'}\n",
            "%Q is no such code",
        ),
        (
            "  channel: {constant: web}\n  first_resolved_at: {column: v, format: isoo}\n",
            "Did you mean 'iso'?",
        ),
        (
            "  channel: {constant: web}\n  first_resolved_at: {column: v, timezone: Mars}\n",
            "no time zone 'Mars'",
        ),
        (
            "  channel: {constant: web}\n"
            "  first_resolved_at: {coalesce: [{column: v, format: iso}, w], empty: ['-']}\n",
            "columns.first_resolved_at.coalesce.0: `format` is for instants; this is text",
        ),
        ("  channel: {constant: web}\nfiltrs: []\n", "unknown key 'filtrs'. Did you mean 'filters'?"),
        (
            "  channel: {constant: web}\nfilters: [{name: a, when: {column: x}}]\n",
            "exactly one of is, is_not, empty, matches",
        ),
        ("  channel: {constant: web}\nfilters: [{name: a, when: {is: x}}]\n", "a condition needs `column`"),
        ("  channel: {constant: web}\nfilters: [{name: a, when: {column: x, is: y, all: []}}]\n", "nest it"),
        (
            "  channel: {constant: web}\n"
            "filters: [{name: a, when: {column: x, is: y}}, {name: a, when: {column: x, is: z}}]\n",
            "two filters have the name 'a'",
        ),
        ("  channel: {constant: web}\ntext: {bodi: x}\n", "a text is subject or body, not 'bodi'"),
        ("  channel: {constant: web}\nsplit: {at: {column: x, lower: true}}\n", "reads a list of instants"),
        ("  channel: {constant: web}\nsplit: {at: {column: x, unit: hours}}\n", "`unit` is for seconds"),
        ("  channel: {constant: web}\nsplit: {at: {constant: x}}\n", "reads its instants from one `column`"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_the_nearest_known_word(lines: str, said: str) -> None:
    assert said in refused(HEAD + lines)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("{column: full_resolution_time_in_minutes.calendar, unit: minutes}", "says that time passed"),
        ("{column: statistics.time_to_first_close}", "says that time passed"),
        ("{column: Call Duration}", "`measures: touch`"),
        ("{sum: [talk, {column: elapsed_hold}]}", "columns.handle_seconds.sum.1.column"),
        ("{column: x, measures: elapsed}", "said to measure elapsed time"),
        ("{column: x, measures: business_hours}", "elapsed business hours"),
        ("{seconds_between: [opened, closed]}", "time that passed between two instants"),
    ],
)
def test_elapsed_time_is_refused_as_handle_time(expression: str, said: str) -> None:
    message = refused(f"{HEAD}  channel: {{constant: web}}\n  handle_seconds: {expression}\n")
    assert said in message
    assert "Time that passed is not work" in message


def test_a_duration_that_is_said_to_be_touch_time_is_taken() -> None:
    text = (
        f"{HEAD}  channel: {{constant: web}}\n  handle_seconds: {{column: call_duration, measures: touch}}\n"
    )
    assert parse_mapping(text, "m").columns["handle_seconds"].measures == "touch"


@pytest.mark.parametrize(
    "leak",
    [
        "  case_id: mail\n",
        "  tags: {column: mail, list: true}\n",
        "  reason_source: {coalesce: [r, mail]}\n",
        "  team: {column: mail, values: {a: b}, otherwise: keep}\n",
        "custom: {who: mail}\n",
        "text: {subject: mail}\n",
        "custom: {domain: {column: mail, extract: '@(.*)'}}\n",
    ],
)
def test_the_words_of_an_identifier_may_go_nowhere_else(leak: str) -> None:
    message = refused(f"{HEAD}  channel: {{constant: web}}\n  customer_id: mail\n{leak}")
    assert "identifies a person (customer_id)" in message


def test_an_identifier_may_decide_a_flag_or_a_listed_value() -> None:
    parse_mapping(
        f"{HEAD}  channel: {{constant: web}}\n  agent_id: server\n"
        "  handled_by: {column: server, values: {none: none}, otherwise: agent}\n"
        "custom: {own: {when: {column: server, is: x}}}\n",
        "m.yaml",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a mapping has to be a set of keys"),
        ("- a\n", "a mapping has to be a set of keys"),
        ("a: [", "m.yaml, line"),
        ("a: &x {b: *x}\n", "contains itself"),
        ("? [a]\n: b\n", "a key has to be a plain word"),
        (
            "timezone: UTC\ncolumns: {contact_id: a, opened_at: b, channel: {constant: web}}\n",
            "'mapping' is missing",
        ),
        ("mapping: Big Name\ncolumns: {contact_id: a, opened_at: b, channel: {constant: web}}\n", "mapping"),
        ("mapping: m\ntable: contact\ncolumns: {}\n", "Did you mean 'contacts'?"),
        (
            "mapping: m\ntable: volumes\ncolumns: {period: p, driver: d, count: n}\ntext: {body: x}\n",
            "only contacts have `text`",
        ),
    ],
)
def test_what_is_no_mapping_at_all_is_refused(text: str, said: str) -> None:
    assert said in refused(text)


def test_a_mapping_is_found_by_name_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(HEAD + "  channel: {constant: web}\n")
    assert load_mapping("shop", tmp_path).mapping == "m"
    with pytest.raises(UsageError, match=r"There is no mapping 'shp'. Did you mean 'shop'\?"):
        load_mapping("shp", tmp_path)


def test_a_mapping_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no mapping file .*none\.yaml"):
        load_mapping(str(tmp_path / "none.yaml"))
    with pytest.raises(UsageError, match="is a folder"):
        load_mapping(f"{tmp_path}/")
    (tmp_path / "odd.yaml").write_bytes(b"mapping: \xff")
    with pytest.raises(UsageError, match="has to be UTF-8; byte 9"):
        load_mapping(str(tmp_path / "odd.yaml"))


def test_every_shipped_mapping_loads_under_its_own_name() -> None:
    for mapping in shipped_mappings():
        assert load_mapping(mapping.mapping) == mapping


def test_a_few_lines_that_stand_for_billions_of_values_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(UsageError, match="holds more than 20,000 values"):
        parse_mapping("\n".join(lines), "m.yaml")
