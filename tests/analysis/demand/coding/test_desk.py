"""A sheet is changed as it is now, whole, and one person sits at it once."""

from dataclasses import replace
from pathlib import Path

import pytest

from headwater.analysis.demand.coding.desk import Desk
from headwater.analysis.demand.coding.sheet import read_sheet
from headwater.analysis.errors import TryAgainError

from .made_sheets import DESIGN, rows, write


def test_a_sheet_that_is_left_as_it_was_is_not_written(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv")
    before = path.stat().st_mtime_ns
    Desk(path).change(lambda now: now)
    assert path.stat().st_mtime_ns == before


def test_a_coders_own_part_of_a_sample_keeps_what_the_whole_stands_for(tmp_path: Path) -> None:
    path = write(tmp_path / "amara.csv", [r for r in rows() if r.contact.stratum == "Refund / phone"])
    desk = Desk(path)
    desk.change(lambda now: replace(now, rows=(replace(now.rows[0], coder="amara"), *now.rows[1:])))
    assert (desk.read().population, desk.read().rows[0].coder) == (227, "amara")
    assert desk.read().design.strata != DESIGN.strata


def test_a_sheet_reached_through_a_link_stays_behind_the_link(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv")
    path.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    Desk(link).change(lambda now: replace(now, rows=(replace(now.rows[0], coder="amara"), *now.rows[1:])))
    assert link.is_symlink()
    assert read_sheet(path).rows[0].coder == "amara"
    assert path.stat().st_mode & 0o777 == 0o640


def test_one_person_codes_in_one_window(tmp_path: Path) -> None:
    desk = Desk(write(tmp_path / "s.csv"))
    with (
        desk.seat("Amara"),
        desk.seat("bela"),
        pytest.raises(TryAgainError, match=r"amara is coding .*s\.csv in another window\. Try again when"),
        Desk(tmp_path / "s.csv").seat("amara"),
    ):
        pass
    with desk.seat("amara"):
        pass
    assert [p.name for p in tmp_path.iterdir()] == ["s.csv"]
