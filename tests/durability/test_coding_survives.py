"""Nobody's rows are lost when several people code in one sheet; who is killed loses one contact at most."""

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

from headwater.analysis.demand.codebook.reading import read_codebook
from headwater.analysis.demand.coding.desk import Desk
from headwater.analysis.demand.coding.queue import readings_by_item
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import Design, SampledContact, Stratum
from headwater.analysis.demand.coding.session import Session
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])


def twelve(path: Path) -> Path:
    """Twelve contacts, every other one to be read twice."""
    made = []
    for n in range(12):
        contact = SampledContact(f"crm/{n}", "crm", str(n), "all contacts", 0.1)
        made += [SheetRow(contact, {"body": "Where is it?"})] * (1 + n % 2)
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


def test_kills_at_any_moment_leave_a_whole_sheet_and_what_was_finished(tmp_path: Path) -> None:
    path, chance, finished = twelve(tmp_path / "s.csv"), random.Random(7), 0
    for _ in range(6):
        process = _CONTEXT.Process(target=code_all, args=(path, "amara", 2))
        process.start()
        time.sleep(chance.uniform(0.05, 0.35))
        process.kill()
        process.join(60)
        rows = read_sheet(path).rows
        assert len(rows) == 18
        assert finished <= sum(r.is_coded for r in rows) <= finished + 2
        assert sum(bool(r.coder) and not r.is_coded for r in rows) <= 1
        finished = sum(r.is_coded for r in rows)
    code_all(path, "amara")
    assert len(readings_by_item(read_sheet(path).rows)) == 12
    assert [p.name for p in tmp_path.iterdir()] == ["s.csv"]
