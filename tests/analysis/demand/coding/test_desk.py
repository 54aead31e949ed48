"""Nobody's rows are lost when several people code in one sheet; who is killed loses one contact at most."""

import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from headwater.analysis.demand.codebook.reading import read_codebook
from headwater.analysis.demand.coding.desk import Desk
from headwater.analysis.demand.coding.queue import readings_by_item
from headwater.analysis.demand.coding.rows import Sheet
from headwater.analysis.demand.coding.sampled import Design, SampledContact, Stratum
from headwater.analysis.demand.coding.session import Session
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet
from headwater.analysis.errors import TryAgainError

from .made_sheets import DESIGN, row, rows, write

_CONTEXT = multiprocessing.get_context("spawn")


def twelve(path: Path) -> Path:
    """Twelve contacts, every other one to be read twice."""
    made = []
    for n in range(12):
        contact = SampledContact(f"crm/{n}", "crm", str(n), "all contacts", 0.1)
        made += [replace(row(1), contact=contact)] * (1 + n % 2)
    write_sheet(path, made, Design({"all contacts": Stratum(120, 12)}))
    return path


def code_all(path: Path, coder: str, most: int | None = None, die: bool = False) -> None:
    """Code as the terminal does: take, answer, finish and take the next under the lock."""
    desk = Desk(path)
    session = Session(desk.read(), read_codebook("delivery"), coder)

    def step(now: Sheet) -> Sheet:
        session.refresh(now)
        if session.row is not None:
            session.finish()
        session.take()
        return session.sheet

    desk.change(step)
    done = 0
    while session.row is not None and done != most:
        for answer in ("value", "Advice on a product", ""):
            session.form.answer(answer)
        desk.change(step)
        done += 1
    if die:
        os.kill(os.getpid(), signal.SIGKILL)


def run(path: Path, *coders: tuple[str, int | None, bool]) -> list[int | None]:
    processes = [_CONTEXT.Process(target=code_all, args=(path, *coder)) for coder in coders]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    return [process.exitcode for process in processes]


def test_two_people_coding_at_the_same_time_keep_every_row(tmp_path: Path) -> None:
    path = twelve(tmp_path / "s.csv")
    assert run(path, ("amara", None, False), ("bela", None, False)) == [0, 0]
    sheet = read_sheet(path)
    assert len(sheet.rows) == 18
    assert all(r.is_coded for r in sheet.rows)
    for item, said in readings_by_item(sheet.rows).items():
        assert len({c.coder for c in said}) == len(said) == 1 + int(item.rpartition("/")[2]) % 2
    assert [p.name for p in tmp_path.iterdir()] == ["s.csv"]


def test_a_killed_process_loses_only_the_contact_that_was_open(tmp_path: Path) -> None:
    path = twelve(tmp_path / "s.csv")
    assert run(path, ("amara", 3, True)) == [-signal.SIGKILL]
    assert sum(r.is_coded for r in read_sheet(path).rows) == 3
    code_all(path, "amara")
    assert len(readings_by_item(read_sheet(path).rows)) == 12


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
