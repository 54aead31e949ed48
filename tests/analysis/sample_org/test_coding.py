"""Simulated coders err at the rate they are told, and otherwise say the truth."""

from dataclasses import replace

import numpy as np
import pytest

from headwater.analysis.demand.codebook.reading import read_codebook
from headwater.analysis.demand.coding.queue import readings_by_item
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import Coding, Design, SampledContact
from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.sample_org.coding import ADJUDICATOR, NOTE, Mistakes, code_sheet, true_codes
from headwater.analysis.sample_org.reasons import reasons

NAMES = [reason.name for reason in reasons()]
TRUTH = {
    "reasons": [
        {"reason": r.name, **r.frame, "contacts": 1_000 if r.name == "Parcel is late" else 10}
        for r in reasons()
    ]
}


def drawn(size: int, twice: int = 0) -> Sheet:
    """Contacts of every reason in turn, the first `twice` of them to be read by two."""
    rows = []
    for n in range(size):
        contact = SampledContact(f"sample/T{n}", "sample", f"T{n}", "all contacts", 0.1)
        row = SheetRow(contact, {"reason_source": NAMES[n % len(NAMES)]})
        rows += [row, row] if n < twice else [row]
    return Sheet(tuple(rows), Design({}))


def coded(
    sheet: Sheet, noise: float, seed: int = 1, *, coders: str = "amara bela", adjudicate: bool = True,
    mistakes: Mistakes = "frequent",
) -> Sheet:  # fmt: skip
    rng = np.random.default_rng(seed)
    return code_sheet(
        sheet, TRUTH, coders=coders.split(), noise=noise, rng=rng, codebook="delivery 1",
        adjudicate=adjudicate, mistakes=mistakes,
    )  # fmt: skip


def is_wrong(row: SheetRow) -> bool:
    assert row.coding is not None
    return row.coding.codes["reason"] != row.shown["reason_source"]


def test_without_noise_every_row_holds_the_truth_and_says_who_did_not_code_it() -> None:
    sheet = coded(drawn(114, twice=20), 0.0)
    assert len(sheet.rows) == 134
    for row in sheet.rows:
        assert row.coding is not None
        assert row.coding.codes == true_codes(TRUTH)[row.shown["reason_source"]]
        assert (row.coding.note, row.coding.codebook) == (NOTE, "delivery 1")


def test_the_codebook_that_ships_takes_every_true_code() -> None:
    book = read_codebook("delivery")
    assert [p for codes in true_codes(TRUTH).values() for p in book.problems_with(codes)] == []


def test_coders_err_at_the_rate_they_are_told_and_independently() -> None:
    sheet = coded(drawn(4_000, twice=4_000), 0.1, adjudicate=False)
    wrong = np.array([is_wrong(row) for row in sheet.rows]).reshape(-1, 2)
    assert wrong.mean() == pytest.approx(0.1, abs=0.012)
    assert wrong.all(axis=1).mean() == pytest.approx(0.01, abs=0.006)


def test_a_mistake_takes_all_codes_of_another_reason() -> None:
    sheet = coded(drawn(300), 1.0)
    truth = true_codes(TRUTH)
    for row in sheet.rows:
        assert row.coding is not None
        assert is_wrong(row)
        assert row.coding.codes == truth[row.coding.codes["reason"]]


def test_frequent_reasons_are_mistaken_for_more_often_only_when_so_asked() -> None:
    def late(mistakes: Mistakes) -> float:
        rows = [
            r
            for r in coded(drawn(1_140), 1.0, mistakes=mistakes).rows
            if r.shown["reason_source"] != NAMES[0]
        ]
        return float(np.mean([r.coding is not None and r.coding.codes["reason"] == NAMES[0] for r in rows]))

    assert NAMES[0] == "Parcel is late"
    assert late("frequent") == pytest.approx(1_000 / 1_550, abs=0.05)
    assert late("uniform") == pytest.approx(1 / 56, abs=0.02)


def test_differing_readings_are_decided_by_the_truth_behind_their_rows() -> None:
    sheet = coded(drawn(400, twice=100), 0.2)
    decisions = [(n, row) for n, row in enumerate(sheet.rows) if row.coder == ADJUDICATOR]
    differing = [
        item
        for item, said in readings_by_item(sheet.rows).items()
        if len({c.codes["reason"] for c in said}) > 1
    ]
    assert 20 < len(decisions) == len(differing) < 60
    for place, row in decisions:
        assert row.coding is not None
        assert row.coding.adjudicates
        assert not is_wrong(row)
        assert sheet.rows[place - 1].contact == row.contact
    assert not any(r.coder == ADJUDICATOR for r in coded(drawn(400, 100), 0.2, adjudicate=False).rows)


def test_a_contact_is_read_by_two_different_coders_and_the_load_is_even() -> None:
    sheet = coded(drawn(300, twice=60), 0.0, coders="amara bela chidi")
    for said in readings_by_item(sheet.rows).values():
        assert len({c.coder for c in said}) == len(said)
    loads = np.unique([row.coder for row in sheet.rows], return_counts=True)[1]
    assert loads.tolist() == [120, 120, 120]


def test_names_and_codes_that_are_there_stay() -> None:
    sheet = drawn(3, twice=1)
    by_person = Coding("dana", {"demand_type": "value", "reason": "Thanks and praise"}, "delivery 1")
    rows = (replace(sheet.rows[0], coding=by_person, coder="dana"), replace(sheet.rows[1], coder="emre"))
    filled = coded(replace(sheet, rows=(*rows, *sheet.rows[2:])), 0.0, coders="amara", adjudicate=False)
    assert filled.rows[0].coding == by_person
    assert [row.coder for row in filled.rows] == ["dana", "emre", "amara", "amara"]


def test_the_same_seed_makes_the_same_mistakes() -> None:
    assert coded(drawn(100, 20), 0.3, seed=5) == coded(drawn(100, 20), 0.3, seed=5)
    assert coded(drawn(100, 20), 0.3, seed=5) != coded(drawn(100, 20), 0.3, seed=6)


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(UsageError, match=r"A noise of 10 is no probability\. Give 0 to 1"):
        coded(drawn(1), 10)
    with pytest.raises(
        UsageError, match=r"sample/T0 is to be read by more people than the 1 named\. Name 2 coders"
    ):
        coded(drawn(1, twice=1), 0.1, coders="amara")
    with pytest.raises(UsageError, match="Two coders have the same name"):
        coded(drawn(1), 0.1, coders="amara Amara")
    other = replace(drawn(1), rows=(replace(drawn(1).rows[0], shown={"reason_source": "Toner"}),))
    with pytest.raises(
        BadDataError, match=r"sample/T0: its reason is not in the truth\. Give the truth\.json"
    ):
        coded(other, 0.1)
