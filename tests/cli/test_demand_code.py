"""What a coder types, and what comes of it."""

import json
import os
import pty
import select
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from click.testing import CliRunner, Result

from headwater.analysis.demand.coding.reading import read_codes
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import Coding, Design, SampledContact, Stratum
from headwater.analysis.demand.coding.sheet import read_sheet, write_sheet
from headwater.analysis.errors import BadDataError, TryAgainError, UsageError
from headwater.cli.main import root

FAILURE = {
    "demand_type": "failure",
    "failure_code": "progress_chasing",
    "reason": "Parcel is late",
    "preventable": "yes",
    "cause": "process",
    "cause_owner": "Depot operations",
}
LATE = "2\n4\n1\n\n\n\nis late\n"
"""Keys for a late parcel: failure, progress chasing, reason 1, what is usual three times, a quote."""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return drawn(tmp_path / "to_code.csv")


def drawn(
    path: Path, *coded: tuple[str, dict[str, str]], body: str = "My parcel is late.\nWhere is it?"
) -> Path:
    """Three contacts; the first has a row for each of the given codings."""
    rows = []
    for n in (1, 2, 3):
        contact = SampledContact(f"crm/{n}", "crm", str(n), "all contacts", 0.1)
        row = SheetRow(
            contact, {"channel": "email", "subject": f"Number {n}", "body": body, "reason_source": "Other"}
        )
        made = (
            [replace(row, coder=c, coding=Coding(c, codes, "delivery 1")) for c, codes in coded]
            if n == 1
            else []
        )
        rows += made or [row]
    write_sheet(path, rows, Design({"all contacts": Stratum(30, 3)}))
    return path


def code(sheet: Path, keys: str, *options: str, coder: str = "amara") -> Result:
    return CliRunner().invoke(
        root,
        ["demand", "code", str(sheet), "--coder", coder, "--codebook", "delivery", *options],
        input=keys,
        prog_name="headwater",
        env={"COLUMNS": "100"},
        catch_exceptions=False,
    )


def codings(sheet: Path) -> list[dict[str, str] | None]:
    return [None if r.coding is None else dict(r.coding.codes) for r in read_sheet(sheet).rows]


def test_keys_become_codes_that_estimates_can_rest_on(sheet: Path) -> None:
    done = code(sheet, LATE * 3)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("amara: 3 coded (3 in this session")
    assert "0 left" in done.stdout
    assert codings(sheet) == [FAILURE] * 3
    sample = read_codes([sheet])
    assert sample.codebook == "delivery 1"
    assert sample.contacts[0].codings[0].evidence_quote == "is late"


def test_the_coder_sees_the_contact_the_codes_and_the_keys(sheet: Path) -> None:
    seen = code(sheet, "q\n").stderr
    for text in (
        "crm/1",
        "email",
        "recorded as: Other",
        "Number 1",
        "Where is it?",
        "u undo",
        "  2  failure",
    ):
        assert text in seen


def test_the_end_of_the_input_saves_what_is_done_and_gives_back_what_is_open(sheet: Path) -> None:
    done = code(sheet, LATE + "2\n4\n")
    assert done.exit_code == 0
    assert codings(sheet) == [FAILURE, None, None]
    assert [r.coder for r in read_sheet(sheet).rows] == ["amara", "", ""]


def test_coding_goes_on_where_it_stopped(sheet: Path) -> None:
    code(sheet, LATE)
    assert codings(sheet) == [FAILURE, None, None]
    assert "crm/2" in code(sheet, "q\n").stderr
    code(sheet, LATE + LATE)
    assert codings(sheet) == [FAILURE] * 3
    assert "Nothing is left for amara" in code(sheet, "").stderr


def test_codes_are_found_by_their_words(sheet: Path) -> None:
    done = code(sheet, "failure\nprogress chasing\nparcel late\n-\n-\ntracking it\n\nq\n")
    assert codings(sheet)[0] == {
        "demand_type": "failure", "failure_code": "progress_chasing", "reason": "Parcel is late",
        "cause_owner": "Tracking IT",
    }  # fmt: skip
    assert "  = Parcel is late" in done.stderr
    listed = code(sheet, "1\ntracking\nq\n").stderr.rpartition("reason:")[0].rpartition("reason:")[2]
    assert "Tracking does not update" in listed
    assert "Parcel is late" not in listed


def test_a_new_reason_is_taken_while_the_codebook_is_open_and_only_on_purpose(sheet: Path) -> None:
    done = code(sheet, "1\nWants a brochure\nn\nWants a brochure\ny\n\nq\n")
    assert "No code has these words. Keep them as a new reason? y/n:" in done.stderr
    assert codings(sheet)[0] == {"demand_type": "value", "reason": "Wants a brochure"}


def test_what_cannot_be_an_answer_is_said_and_asked_again(sheet: Path) -> None:
    seen = code(sheet, "9\n\n-\nwhatever\n2\n4\n1\n\n\n\nnever said\nq\n").stderr
    assert "There is no number 9: choose 1 to 4." in seen
    assert "Choose one, or type - to leave it empty." in seen
    assert "demand_type cannot be left empty. Choose undetermined" in seen
    assert "demand_type cannot be 'whatever'" in seen
    assert "These words are not in the text." in seen
    assert codings(sheet) == [None] * 3


def test_undo_goes_back_over_contacts(sheet: Path) -> None:
    code(sheet, LATE + "2\nu\nu\nu\nu\nu\nu\nu\nu\n1\nadvice on a product\n\nq\n")
    assert codings(sheet) == [{"demand_type": "value", "reason": "Advice on a product"}, None, None]
    assert "Nothing of this session is left to undo." in code(sheet, "u\nq\n").stderr


def test_a_contact_can_be_skipped_and_noted(sheet: Path) -> None:
    code(sheet, "s\nn\nask the depot\n" + LATE)
    rows = read_sheet(sheet).rows
    assert [r.is_coded for r in rows] == [False, True, False]
    assert rows[1].coding is not None
    assert rows[1].coding.note == "ask the depot"


def test_the_meanings_of_codes_are_shown_all_or_some(sheet: Path) -> None:
    everything = code(sheet, "1\n?\nq\n").stderr
    assert "The announced day has passed and the parcel has not come." in everything
    assert "counts: It should have come on Tuesday." in everything
    some = code(sheet, "1\n? login log\n? 8\n? zebra\nq\n").stderr
    assert "The announced day has passed" not in some
    assert "The customer wants to know where it is" in some
    assert "No code has that number or these words." in some


def test_a_long_text_is_shown_in_part_until_all_of_it_is_asked_for(tmp_path: Path) -> None:
    sheet = drawn(tmp_path / "s.csv", body="\n".join(f"line {n}" for n in range(60)))
    seen = code(sheet, "q\n").stderr
    assert "line 17" in seen
    assert "line 18" not in seen
    assert "42 more lines: m shows them" in seen
    assert "line 59" in code(sheet, "m\nq\n").stderr


def test_what_a_customer_wrote_cannot_command_the_terminal(tmp_path: Path) -> None:
    seen = code(drawn(tmp_path / "s.csv", body="[red]hi[/red] \x1b[2J\x07 :smile:"), "q\n").stderr
    assert "[red]hi[/red] ?[2J? :smile:" in seen
    assert "\x1b[2J" not in seen


def test_nobody_sees_what_others_said(tmp_path: Path) -> None:
    sheet = drawn(tmp_path / "s.csv", ("bela", {**FAILURE, "reason": "Parcel stuck in the depot"}))
    seen = code(sheet, LATE * 3)
    assert "bela" not in seen.stderr
    assert "crm/1" not in seen.stderr
    assert read_sheet(sheet).rows[0].coder == "bela"


def test_adjudicating_shows_both_readings_without_names_and_writes_a_deciding_row(tmp_path: Path) -> None:
    other = {**FAILURE, "cause": "it", "cause_owner": "Tracking IT"}
    sheet = drawn(tmp_path / "s.csv", ("amara", FAILURE), ("bela", other))
    done = code(sheet, "\n\n\n\n2\n4\n\n", "--adjudicate", coder="chidi")
    assert done.stdout.startswith("chidi: 1 decided (1 in this session")
    for text in ("reading 1", "reading 2", "cause *", "Tracking IT", "Depot operations"):
        assert text in done.stderr
    assert "bela" not in done.stderr
    assert "No two readings that differ are left to decide." in done.stderr
    decided = read_codes([sheet]).contacts[0].adjudicated
    assert decided is not None
    assert (decided.coder, dict(decided.codes)) == ("chidi", other)


def test_it_stops_at_the_limit_and_json_is_the_result_alone(sheet: Path) -> None:
    done = code(sheet, LATE * 3, "--limit", "2", "--json")
    result = json.loads(done.stdout)
    assert result.pop("seconds_per_contact") >= 0
    assert result == {
        "sheet": str(sheet), "coder": "amara", "codebook": "delivery 1", "adjudicate": False,
        "coded": 2, "coded_in_this_session": 2, "left": 1,
    }  # fmt: skip
    assert codings(sheet)[2] is None


def test_a_sheet_coded_by_another_codebook_is_refused(tmp_path: Path) -> None:
    sheet = drawn(tmp_path / "s.csv")
    rows = read_sheet(sheet).rows
    other = replace(rows[0], coder="bela", coding=Coding("bela", FAILURE, "shop 3"))
    write_sheet(sheet, [other, *rows[1:]], read_sheet(sheet).design)
    with pytest.raises(
        BadDataError,
        match=r"1 row is coded by 'shop 3', and you want .* 'delivery 1'.*`headwater demand codebook carry`",
    ):
        code(sheet, "")


def test_what_is_not_there_is_said(tmp_path: Path, sheet: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no file .*none\.csv"):
        code(tmp_path / "none.csv", "")
    with pytest.raises(UsageError, match="Coding needs a name"):
        code(sheet, "", coder=" ")


def test_a_sheet_broken_by_hand_meanwhile_waits_until_it_is_put_right(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headwater.cli.demand.code_keys import Keys

    typed = iter([*LATE.splitlines(), "", "q"])
    said: list[str] = []

    def line(self: Keys, prompt: str) -> str:
        said.append(prompt)
        if prompt.startswith("evidence"):
            held.append(sheet.read_bytes())
            sheet.write_bytes(held[0].replace(b"contact_id", b"contact"))
        if prompt.startswith("Put it right"):
            sheet.write_bytes(held[0])
        return next(typed)

    held: list[bytes] = []
    monkeypatch.setattr(Keys, "line", line)
    done = code(sheet, "")
    assert "lacks the column contact_id" in " ".join(done.stderr.split())
    assert "Put it right and press Enter to save again; q stops." in said
    assert codings(sheet) == [FAILURE, None, None]


def test_a_change_by_hand_meanwhile_is_told(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from headwater.cli.demand.code_keys import Keys

    typed = iter([*LATE.splitlines(), "q"])

    def line(self: Keys, prompt: str) -> str:
        if prompt.startswith("evidence"):
            rows = read_sheet(sheet).rows
            write_sheet(sheet, [*rows[:2], replace(rows[2], coder="amara")], read_sheet(sheet).design)
        return next(typed)

    monkeypatch.setattr(Keys, "line", line)
    seen = code(sheet, "").stderr
    assert "The sheet was changed outside this session (crm/3); it is taken as it is now." in seen
    assert codings(sheet)[0] == FAILURE


def test_a_second_window_of_the_same_coder_is_refused(sheet: Path) -> None:
    from headwater.analysis.demand.coding.desk import Desk

    with (
        Desk(sheet).seat("amara"),
        pytest.raises(TryAgainError, match=r"amara is coding .* in another window"),
    ):
        code(sheet, "")


def test_on_a_terminal_single_keys_answer_without_enter(sheet: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "headwater", "demand", "code", str(sheet), "--coder", "amara"]
    running = subprocess.Popen(
        [*command, "--codebook", "delivery", "--limit", "1", "--json"],
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "100"},
    )
    os.close(theirs)
    try:
        for asked, keys in [
            ("demand_type: ", "24"),  # the second key is pressed before it is asked for
            ("reason: ", "1\r"),
            ("preventable: ", "\r"),
            ("cause: ", "2"),
            ("cause_owner: ", "tracking it\r"),
            ("evidence_quote: ", "is late\r"),
        ]:
            assert asked in _read_until(ours, asked)
            os.write(ours, keys.encode())
        out, _ = running.communicate(timeout=20)
    finally:
        running.kill()
        os.close(ours)
    assert json.loads(out)["coded"] == 1
    assert codings(sheet)[0] == {**FAILURE, "cause": "it", "cause_owner": "Tracking IT"}


def _read_until(terminal: int, text: str) -> str:
    seen, until = "", monotonic() + 20
    while text not in seen and monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 1 << 16).decode(errors="replace")
    return seen


def test_a_sheet_that_is_gone_for_a_moment_is_waited_for(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headwater.cli.demand.code_keys import Keys

    typed = iter([*LATE.splitlines(), "", "q"])
    away = sheet.with_suffix(".away")

    def line(self: Keys, prompt: str) -> str:
        if prompt.startswith("evidence"):
            sheet.rename(away)
        if prompt.startswith("Put it right"):
            away.rename(sheet)
        return next(typed)

    monkeypatch.setattr(Keys, "line", line)
    assert "There is no file" in code(sheet, "").stderr
    assert codings(sheet) == [FAILURE, None, None]


def test_stopping_there_ends_with_the_error(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from headwater.cli.demand.code_keys import Keys

    typed = iter([*LATE.splitlines(), "q"])

    def line(self: Keys, prompt: str) -> str:
        if prompt.startswith("evidence"):
            sheet.unlink()
        return next(typed)

    monkeypatch.setattr(Keys, "line", line)
    with pytest.raises(UsageError, match="There is no file"):
        code(sheet, "")


def test_a_contact_taken_by_somebody_else_meanwhile_is_left_to_them(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headwater.cli.demand.code_keys import Keys

    typed = iter([*LATE.splitlines(), "q"])

    def line(self: Keys, prompt: str) -> str:
        if prompt.startswith("evidence"):
            now = read_sheet(sheet)
            theirs = replace(now.rows[0], coder="bela", coding=Coding("bela", FAILURE, "delivery 1"))
            write_sheet(sheet, [theirs, *now.rows[1:]], now.design)
        return next(typed)

    monkeypatch.setattr(Keys, "line", line)
    seen = " ".join(code(sheet, "").stderr.split())
    assert "The row of crm/1 is no longer there for amara: somebody removed or took it." in seen
    assert [r.coder for r in read_sheet(sheet).rows] == ["bela", "", ""]
