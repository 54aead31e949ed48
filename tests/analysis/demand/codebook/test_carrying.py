"""A coded sheet under a new version of its codebook: what stands, stands; the rest is to be coded again."""

from pathlib import Path

import pytest

from headwater.analysis.demand.codebook.carrying import carry_sheet
from headwater.analysis.demand.codebook.freezing import frozen_text
from headwater.analysis.demand.codebook.reading import parse_codebook
from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import Coding, Design, SampledContact, Stratum
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet
from headwater.analysis.errors import BadDataError

from .made_book import SHOP, changed

OLD = parse_codebook(frozen_text(SHOP, changed()), "old.yaml")
CHANGES = (
    "{field: reason, from: Late, to: Not here, why: a}, {field: reason, from: Gone, to: [Gone, Lost], why: b}"
)
NEW = changed(
    ("version: 1\n", f"version: 2\nchanged_from: {{version: 1, changes: [{CHANGES}]}}\n"),
    ("  Late:", "  Lost: {meaning: It is lost.}\n  Not here:"),
)
LATE = {"demand_type": "failure", "reason": "Late", "cause_owner": "Depot"}
GONE = {"demand_type": "failure", "reason": "Gone"}


def row(number: int, codes: dict[str, str] | None, book: str = "shop 1", **said: object) -> SheetRow:
    contact = SampledContact(f"crm/{number}", "crm", str(number), "all contacts", 0.4)
    coding = None if codes is None else Coding("Amara", codes, book, **said)  # type: ignore[arg-type]
    return SheetRow(
        contact, {"body": "where is it"}, coding, coder="Amara" if codes else "", codebook="shop 1"
    )


def sheet(*rows: SheetRow) -> Sheet:
    return Sheet(rows, Design({"all contacts": Stratum(10, 4)}), Path("codes.csv"), population=10)


def test_readings_that_stand_go_under_the_new_name_and_others_are_emptied() -> None:
    found = carry_sheet(
        sheet(row(0, LATE), row(1, GONE, note="unsure", evidence_quote="where"), row(2, None)), OLD, NEW
    )
    kept, emptied, open_ = found.sheet.rows
    assert kept.coding == Coding("Amara", {**LATE, "reason": "Not here"}, "shop 2")
    assert emptied.coding == Coding(
        "Amara", {}, "shop 2", "where", "unsure [shop 1: demand_type failure, reason Gone]"
    )
    assert not emptied.is_coded
    assert (open_.coding, open_.codebook) == (None, "shop 2")
    assert (found.carried, found.again, found.undecided) == (1, 1, 0)
    assert "1 readings stand, 1 are to be made again" in str(found)
    assert "      1  reason 'Gone': it was split into 'Gone', 'Lost' (b)" in str(found)
    assert found.to_dict()["because"] == [
        {"field": "reason", "code": "Gone", "why": "it was split into 'Gone', 'Lost' (b)", "readings": 1}
    ]


def test_a_decision_on_what_has_to_be_coded_again_is_left_out() -> None:
    found = carry_sheet(
        sheet(row(0, GONE), row(0, GONE, adjudicates=True), row(1, LATE, adjudicates=True)), OLD, NEW
    )
    assert [r.contact.item for r in found.sheet.rows] == ["crm/0", "crm/1"]
    assert (found.carried, found.again, found.undecided) == (1, 1, 1)
    assert "1 decisions between readings are left out" in str(found)


def test_the_carried_sheet_can_be_read_by_the_new_version_and_no_longer_by_the_old(tmp_path: Path) -> None:
    found = carry_sheet(sheet(*(row(n, LATE if n else GONE) for n in range(4))), OLD, NEW).sheet
    write_sheet(tmp_path / "codes-2.csv", found.rows, found.design, population=found.population)
    assert read_sheet(tmp_path / "codes-2.csv").rows[1].coding == found.rows[1].coding
    sample = read_codes([tmp_path / "codes-2.csv"], NEW)
    assert sample.codebook == "shop 2"
    assert len(sample.by_chance) == 3
    with pytest.raises(BadDataError, match="Not here"):
        read_codes([tmp_path / "codes-2.csv"], OLD)


def test_a_sheet_of_another_codebook_is_refused() -> None:
    with pytest.raises(BadDataError, match=r"codes\.csv: 1 rows are coded by 'shop 0', not by 'shop 1'"):
        carry_sheet(sheet(row(0, LATE, "shop 0"), row(1, LATE)), OLD, NEW)


def test_versions_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(BadDataError, match="shop 1 comes before shop 2: give the older file first"):
        carry_sheet(sheet(row(0, LATE)), NEW, OLD)
