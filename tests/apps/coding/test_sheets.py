"""Sheets: what leaves can be coded on the command line and come back, and nothing is written over."""

from pathlib import Path

import numpy as np
import pytest

from headwater.analysis.demand.codebook.reading import read_codebook
from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.session import Session
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet
from headwater.analysis.errors import BadDataError, UsageError
from headwater.apps.coding.models import Decision, Reading, Study
from headwater.apps.coding.services.sheets import Taken, export_sheet, import_sheet
from headwater.apps.coding.services.studies import close_study
from headwater.apps.people.models import AuditEntry

from ..world import World
from .made_coding import LATE, VALUE, decide, say, say_all
from .things import study_of


@pytest.fixture
def study(world: World, stored: Path) -> Study:
    return study_of(world, "chidi", "bela", size=6, double=0.5)


def out(world: World, study: Study, folder: Path) -> Path:
    path = folder / "sheet.csv"
    path.write_bytes(export_sheet(acting_user=world.emre, study=study))
    return path


def test_the_command_line_reads_what_the_page_wrote(world: World, study: Study, tmp_path: Path) -> None:
    say_all(world.chidi, study, *VALUE)
    say_all(world.bela, study, *LATE)
    decide(world.amara, study, *LATE)
    sheet = out(world, study, tmp_path)
    sample = read_codes([sheet], read_codebook("delivery"))
    assert (len(sample.by_chance), sample.codebook) == (6, "delivery 1")
    assert sum(len(contact.codings) for contact in sample.contacts) == 10
    assert {coding.coder for c in sample.contacts for coding in c.codings} == {"Chidi", "Bela", "Amara"}
    assert AuditEntry.objects.get(action="sheet.exported").details == {"rows": 10}


def test_what_is_coded_on_the_command_line_comes_back(world: World, study: Study, tmp_path: Path) -> None:
    path = out(world, study, tmp_path)
    session = Session(read_sheet(path), read_codebook("delivery"), "Chidi")
    while session.take():
        for answer in VALUE:
            session.form.answer(answer)
        session.finish()
    sheet = session.sheet
    write_sheet(path, sheet.rows, sheet.design, population=sheet.population)
    taken = import_sheet(acting_user=world.emre, study=study, content=path.read_bytes())
    own = Reading.objects.filter(coder=world.chidi)
    assert taken == Taken(own.count(), 0, 0)
    assert not own.exclude(state=Reading.State.DONE).exists()
    again = import_sheet(acting_user=world.emre, study=study, content=path.read_bytes())
    assert again == Taken(0, 0, own.count())


def test_an_unknown_name_is_kept_and_is_nobody_here(world: World, study: Study, tmp_path: Path) -> None:
    path = out(world, study, tmp_path)
    text = path.read_text(encoding="utf-8-sig").splitlines()
    at = next(i for i, line in enumerate(text) if ",Bela,delivery 1," in line)
    text[at] = text[at].replace(",Bela,delivery 1,,,", ",Zora,delivery 1,value,,", 1)
    path.write_text("\n".join(text), encoding="utf-8")
    import_sheet(acting_user=world.emre, study=study, content=path.read_bytes())
    reading = Reading.objects.get(coder=None)
    assert (reading.coder_name, reading.codes) == ("Zora", {"demand_type": "value"})


def test_what_was_said_here_is_never_written_over(world: World, study: Study, tmp_path: Path) -> None:
    before = out(world, study, tmp_path).read_text(encoding="utf-8-sig")
    say(world.chidi, study, *VALUE)
    changed = before.replace(",Chidi,delivery 1,,,", ",Chidi,delivery 1,undetermined,,")
    with pytest.raises(BadDataError, match="coded otherwise here already"):
        import_sheet(acting_user=world.emre, study=study, content=changed.encode())
    assert Reading.objects.filter(finished_at__isnull=False).count() == 1


def test_codes_that_do_not_exist_are_all_named_with_their_rows(
    world: World, study: Study, tmp_path: Path
) -> None:
    text = out(world, study, tmp_path).read_text(encoding="utf-8-sig")
    changed = text.replace(",delivery 1,,,", ",delivery 1,fialure,,")
    with pytest.raises(BadDataError) as caught:
        import_sheet(acting_user=world.emre, study=study, content=changed.encode())
    assert "9 things are to be put right" in caught.value.message
    assert "row 2: demand_type cannot be 'fialure'" in caught.value.message
    assert str(tmp_path) not in caught.value.message
    assert not Reading.objects.filter(finished_at__isnull=False).exists()


def test_a_sheet_of_another_draw_is_refused(world: World, study: Study, tmp_path: Path) -> None:
    other = study_of(world, "emre", size=9)
    path = out(world, other, tmp_path)
    with pytest.raises(BadDataError, match="of another draw than this study"):
        import_sheet(acting_user=world.emre, study=study, content=path.read_bytes())


def test_what_is_no_sheet_is_told_without_a_place_on_this_machine(world: World, study: Study) -> None:
    with pytest.raises(BadDataError) as caught:
        import_sheet(acting_user=world.emre, study=study, content=b"name,age\nx,1\n")
    assert caught.value.message.startswith("the sheet is not a coding sheet")


def test_a_closed_study_takes_nothing(world: World, study: Study, tmp_path: Path) -> None:
    path = out(world, study, tmp_path)
    close_study(acting_user=world.emre, study=study)
    with pytest.raises(UsageError, match="Open it again first"):
        import_sheet(acting_user=world.emre, study=study, content=path.read_bytes())


def test_decisions_come_back_too(world: World, study: Study, tmp_path: Path) -> None:
    say_all(world.chidi, study, *VALUE)
    say_all(world.bela, study, *LATE)
    session = Session(
        read_sheet(out(world, study, tmp_path)), read_codebook("delivery"), "Noor", adjudicate=True
    )
    while session.take():
        for answer in VALUE:
            session.form.answer(answer)
        session.finish()
    path = tmp_path / "decided.csv"
    sheet = session.sheet
    write_sheet(path, sheet.rows, sheet.design, population=sheet.population)
    taken = import_sheet(acting_user=world.emre, study=study, content=path.read_bytes())
    assert (taken.decisions, taken.there) == (Decision.objects.count(), 9)
    assert np.all([one.codes["demand_type"] == "value" for one in Decision.objects.all()])


def test_a_formula_in_a_note_does_no_harm(world: World, study: Study, tmp_path: Path) -> None:
    say(world.chidi, study, *VALUE, note="=HYPERLINK(1)")
    text = out(world, study, tmp_path).read_text(encoding="utf-8-sig")
    assert ",'=HYPERLINK(1)," in text
