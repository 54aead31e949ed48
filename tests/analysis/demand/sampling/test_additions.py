"""Contacts that are in a sheet for another reason than chance."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.analysis.demand.sampling.made_store import coded, codes, contacts, items, tables

from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import SampledContact
from headwater.analysis.demand.sampling.additions import mark_unsure, read_scores, to_see_again
from headwater.analysis.demand.sampling.sample import draw_sample
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.errors import BadDataError, UsageError


def row(name: str, chance: float) -> SheetRow:
    return SheetRow(SampledContact(f"crm/{name}", "crm", name, "", chance))


def test_marking_leaves_contacts_drawn_by_chance_alone() -> None:
    rows = [row("a", 0.0), row("b", 0.0), row("c", 0.5)]
    marked = mark_unsure(rows, {"crm/a", "crm/c"})
    assert [r.contact.chosen for r in marked] == ["unsure", "sample", "sample"]
    assert marked[1:] == rows[1:]


def test_second_looks_are_a_random_part_of_what_was_coded() -> None:
    first = draw_sample(tables(contacts()), SampleSettings(n=40, variables=()))
    half = [replace(r, coding=None) if n % 2 else r for n, r in enumerate(coded(first).rows)]
    before = codes(replace(coded(first), rows=tuple(half)))
    found = to_see_again(before, 0.25, seed=3, known=set())
    assert len(found) == round(0.25 * len(before.by_chance))
    assert set(found) <= {c.item for c in before.by_chance}
    assert to_see_again(before, 0.25, seed=4, known=set()) != found
    assert to_see_again(before, 0.25, seed=3, known={found[0]}) == found[1:]
    assert len(to_see_again(before, 0.001, seed=3, known=set())) == 1
    assert set(to_see_again(before, 1.0, seed=3, known=set())) <= set(items(first))


def test_scores_are_read_from_the_models_file(tmp_path: Path) -> None:
    file = tmp_path / "unsure.csv"
    file.write_text("\ufeffitem,uncertainty,more\ncrm/1,0.5,x\ncrm/2,1e-3,y\n", encoding="utf-8")
    assert read_scores(file) == {"crm/1": 0.5, "crm/2": 0.001}


def test_scores_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    file = tmp_path / "unsure.csv"
    with pytest.raises(UsageError, match=r"no file .*unsure\.csv"):
        read_scores(file)
    file.write_text("item,score\ncrm/1,0.5\n", encoding="utf-8")
    with pytest.raises(BadDataError, match=r"unsure\.csv lacks the column uncertainty\. It needs item and"):
        read_scores(file)
    for bad in ("very", "", "nan"):
        file.write_text(f"item,uncertainty\ncrm/1,0.5\ncrm/2,{bad}\n", encoding="utf-8")
        with pytest.raises(BadDataError, match=r"unsure\.csv, row 3, column uncertainty: not a number"):
            read_scores(file)
    file.write_bytes("item,uncertainty\ncrm/é,0.5\n".encode("latin-1"))
    with pytest.raises(BadDataError, match="is not text in UTF-8"):
        read_scores(file)
