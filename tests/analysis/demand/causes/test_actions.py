"""The ledger file: what it may say, and how each mistake is named with its line."""

from datetime import date
from pathlib import Path

import pytest

from headwater.analysis.demand.causes.actions import Action, Actions, read_actions
from headwater.analysis.errors import BadDataError, UsageError

REASONS, CAUSES, OWNERS = ("Parcel is late", "Parcel is lost"), ("process", "it"), ("Depot", "Tracking IT")
GOOD = """\
currency: EUR
actions:
  - reason: Parcel is late
    owner: Depot
    action: Scan at hand-over
    saved_low: 400
    saved_high: 900
    cost: 12000
    start: 2026-12-01
    due: 2027-03-01
    state: agreed
  - cause: it
    saved_low: 50
"""


def read(folder: Path, text: str, name: str = "actions.yaml") -> Actions:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_actions(path, reasons=REASONS, causes=CAUSES, owners=OWNERS)


def refused(folder: Path, text: str, name: str = "actions.yaml") -> str:
    with pytest.raises((BadDataError, UsageError)) as caught:
        read(folder, text, name)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_ledger_is_read_with_its_currency_and_places(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.currency == "EUR"
    first, second = found.actions
    assert (first.reason, first.owner, first.saved_low, first.saved_high) == (
        "Parcel is late",
        "Depot",
        400,
        900,
    )
    assert (first.cost, first.start, first.due, first.state) == (
        12_000,
        date(2026, 12, 1),
        date(2027, 3, 1),
        "agreed",
    )
    assert first.where.endswith("actions.yaml, line 3")
    assert first.lacks == ()
    assert second.against == "it"
    assert second.lacks == ("an owner", "an action")


def test_one_number_of_contacts_saved_stands_for_both_ends(tmp_path: Path) -> None:
    second = read(tmp_path, GOOD).actions[1]
    assert (second.saved_low, second.saved_high) == (50, 50)


@pytest.mark.parametrize("separator", [",", ";"])
def test_the_same_ledger_as_a_spreadsheet_saves_it(tmp_path: Path, separator: str) -> None:
    lines = [
        "reason,cause,owner,action,saved_low,saved_high,cost",
        "Parcel is late,,Depot,Scan,400,900,12000",
        ",,,,,,",
    ]
    text = "\ufeff" + "\r\n".join(line.replace(",", separator) for line in lines)
    found = read(tmp_path, text, "actions.csv")
    assert [(a.reason, a.saved_high, a.cost) for a in found.actions] == [("Parcel is late", 900, 12_000)]
    assert found.actions[0].where.endswith("actions.csv, line 2")


def test_a_stopped_action_is_kept_and_expected_nothing_of(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD.replace("agreed", "stopped"))
    assert len(found.actions) == 2
    assert [a.against for a in found.going] == ["it"]


def test_an_empty_ledger_is_a_ledger(tmp_path: Path) -> None:
    assert read(tmp_path, "actions:\n").actions == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("Parcel is late", "Parcel is lat"),
            "line 3: there is no reason 'Parcel is lat' in the codes or in the "
            "codebook. Did you mean 'Parcel is late'?",
        ),
        (("cause: it", "cause: ti"), "line 12: there is no cause 'ti' in the codes. Known: it, process."),
        (
            ("owner: Depot", "owner: Dpot"),
            "line 3: there is no owner 'Dpot' in the codes or in the codebook. Did you mean 'Depot'?",
        ),
        (
            ("start: 2026-12-01", "start: 2027-12-01"),
            "line 3: it is due (2027-03-01) before it starts (2027-12-01)",
        ),
        (("saved_low: 400", "saved_low: -4"), "line 3: saved_low is -4: it cannot be below 0"),
        (
            ("saved_low: 400", "saved_low: 1000"),
            "line 3: saved_low (1000) lies above saved_high (900). Swap them.",
        ),
        (("cost: 12000", "cost: 12k"), "line 3: cost is '12k': give a plain number, such as 1200 or 4.5."),
        (("due: 2027-03-01", "due: March"), "line 3: due is 'March': give a day as 2026-03-31."),
        (("state: agreed", "state: agred"), "line 3: state cannot be 'agred'. Did you mean 'agreed'?"),
        (("  - cause: it\n", "  - owner: Depot\n"), "line 12: it says neither a reason nor a cause."),
        (
            ("cause: it", "cause: it\n    reason: Parcel is late"),
            "line 12: it says both a reason and a cause.",
        ),
        (("action: Scan", "acton: Scan"), "line 5: there is no key 'acton' here. Did you mean 'action'?"),
        (
            ("currency: EUR", "curency: EUR"),
            "line 1: there is no key 'curency' here. Did you mean 'currency'?",
        ),
        (("action: Scan at hand-over", "action: [a, b]"), "line 5: action has to be a single value."),
        (("actions:", "actons:"), "line 2: there is no key 'actons' here. Did you mean 'actions'?"),
    ],
)
def test_each_mistake_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert f"actions.yaml, {said}" in refused(tmp_path, GOOD.replace(*change, 1))


def test_all_mistakes_are_named_at_once_and_the_rest_counted(tmp_path: Path) -> None:
    rows = "".join(f"  - reason: nothing {n}\n" for n in range(25))
    text = refused(tmp_path, f"actions:\n{rows}")
    assert text.count("there is no reason") == 20
    assert text.endswith("... and 5 more.")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "", "a.csv is empty. Its first line names the columns: reason, cause,"),
        ("a.csv", "reason,savedlow\n", "line 1: there is no column 'savedlow'. Did you mean 'saved_low'?"),
        ("a.csv", "reason,action\nParcel is late,scan, twice\n", "line 2: it has 3 cells under 2 columns."),
        ("a.txt", "x", "give a .yaml or a .csv file"),
        ("a.yaml", "- a\n", "it has to be a set of keys with a list under `actions:`"),
        ("a.yaml", "actions: [late]\n", "line 1: an entry has to be a set of keys"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    assert said in refused(tmp_path, text, name)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        read_actions(tmp_path / "none.yaml", reasons=(), causes=(), owners=())
    (tmp_path / "b.csv").write_bytes(b"reason\nM\xfcller\n")
    with pytest.raises(BadDataError, match="has to be UTF-8; byte 8 is not"):
        read_actions(tmp_path / "b.csv", reasons=(), causes=(), owners=())


def test_an_action_as_plain_data() -> None:
    data = Action(reason="late", start=date(2026, 1, 2)).to_dict()
    assert (data["start"], data["due"], data["lacks"][0]) == ("2026-01-02", None, "an owner")
