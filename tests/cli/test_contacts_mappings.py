"""What a user types to find a mapping, and what comes back."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from headwater.analysis.contacts.mapping import load_mapping
from headwater.cli.main import run

EXPORTS = Path(__file__).parents[1] / "analysis" / "contacts" / "exports"


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Headwater = Callable[..., Done]


@pytest.fixture
def headwater(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Headwater:
    """Call the command as the shell does, in this process."""

    def call(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["headwater", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            run()
        out, err = capsys.readouterr()
        return Done(int(left.value.code or 0), out, err)

    return call


def test_the_installed_command_prints_json_and_nothing_else() -> None:
    command = [
        sys.executable,
        "-m",
        "headwater",
        "contacts",
        "suggest",
        str(EXPORTS / "zammad.json"),
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["shipped"] == "zammad"


def test_mappings_lists_every_mapping_with_its_system(headwater: Headwater) -> None:
    done = headwater("contacts", "mappings")
    assert done.returncode == 0
    assert "zendesk" in done.stdout
    assert "Request Tracker (RT) tickets" in done.stdout
    assert "sample_org_volumes" in done.stdout


def test_mappings_as_json_is_nothing_but_json(headwater: Headwater) -> None:
    done = headwater("contacts", "mappings", "--json")
    found = {m["name"]: m for m in json.loads(done.stdout)["mappings"]}
    assert found["sample_org_volumes"]["table"] == "volumes"
    assert found["frappe_helpdesk"]["timezone"] == "ask"
    assert "never handle time" in found["zendesk"]["notes"]
    assert done.stderr == ""


def test_mappings_shows_one_with_its_traps_and_its_file(headwater: Headwater) -> None:
    done = headwater("contacts", "mappings", "intercom")
    assert "Intercom conversations (table contacts)" in done.stdout
    assert "office hours" in done.stdout
    assert "mapping: intercom" in done.stdout
    data = json.loads(headwater("contacts", "mappings", "intercom", "--json").stdout)
    assert data["required"] == ["id", "created_at", "source.type", "state"]
    assert data["filters"] == ["preview of Fin or of a workflow"]


def test_mappings_names_the_nearest_when_there_is_none(headwater: Headwater) -> None:
    done = headwater("contacts", "mappings", "zendeks")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no mapping 'zendeks'. Did you mean 'zendesk'?" in done.stderr


def test_mappings_writes_a_copy_to_change_and_keeps_a_file_that_is_there(
    headwater: Headwater, tmp_path: Path
) -> None:
    copy = tmp_path / "mine.yaml"
    done = headwater("contacts", "mappings", "generic", "--out", copy)
    assert done.returncode == 0
    assert load_mapping(str(copy)) == load_mapping("generic")
    again = headwater("contacts", "mappings", "generic", "--out", copy)
    assert again.returncode == 2
    assert "is there already. Give another name" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "x.yaml"], "--out writes one mapping: give its NAME too."),
        (["generic", "--out", "x.txt"], "x.txt has to end in .yaml"),
        (["generic", "--out", "no/such/folder/x.yaml"], "cannot be written: No such file or directory."),
    ],
)
def test_mappings_says_what_is_wrong_with_out(headwater: Headwater, arguments: list[str], said: str) -> None:
    done = headwater("contacts", "mappings", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_mappings_does_not_show_a_file_of_the_user(headwater: Headwater, tmp_path: Path) -> None:
    copy = tmp_path / "mine.yaml"
    headwater("contacts", "mappings", "generic", "--out", copy)
    done = headwater("contacts", "mappings", copy)
    assert done.returncode == 2
    assert "this command shows the mappings that ship" in done.stderr


def test_suggest_names_the_mapping_that_ships(headwater: Headwater) -> None:
    done = headwater("contacts", "suggest", EXPORTS / "freshdesk.json")
    assert done.returncode == 0
    assert "The mapping 'freshdesk' fits" in done.stdout
    data = json.loads(headwater("contacts", "suggest", EXPORTS / "freshdesk.json", "--json").stdout)
    assert data["shipped"] == "freshdesk"
    assert data["excluded"] == {"deleted": 1, "spam": 1}
    assert all(0 <= c["score"] <= 1 and c["evidence"] for c in data["columns"])


def test_suggest_writes_a_mapping_that_loads_and_keeps_standard_output_for_the_result(
    headwater: Headwater, tmp_path: Path
) -> None:
    file, out = tmp_path / "anrufe.csv", tmp_path / "anrufe.yaml"
    file.write_text(
        "Ticketnummer;Erstellt am;Kanal;Lösungszeit\n"
        "1;02.03.2026 09:15;Anruf;60\n2;13.03.2026 10:00;Chat;90\n",
        encoding="latin-1",
    )
    done = headwater("contacts", "suggest", file, "--out", out, "--encoding", "latin-1", "--json")
    data = json.loads(done.stdout)
    assert data["left_out"][0]["source"] == "Lösungszeit"
    assert f"Wrote {out}" in done.stderr
    mapping = load_mapping(str(out))
    assert mapping.columns["channel"].values == {"Anruf": "phone", "Chat": "chat"}
    assert "handle_seconds" not in mapping.columns


def test_suggest_is_not_sure_of_noise_and_writes_nothing(headwater: Headwater, tmp_path: Path) -> None:
    file, out = tmp_path / "noise.csv", tmp_path / "noise.yaml"
    file.write_text("a,b\n1,x\n1,y\n")
    done = headwater("contacts", "suggest", file)
    assert (done.returncode, done.stdout.splitlines()[1]) == (0, "Not sure: no mapping is proposed.")
    done = headwater("contacts", "suggest", file, "--out", out)
    assert done.returncode == 65
    assert "no mapping is proposed, so none is written" in done.stderr
    assert not out.exists()


def test_suggest_says_when_there_is_no_such_file(headwater: Headwater) -> None:
    done = headwater("contacts", "suggest", "nowhere.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no file nowhere.csv." in done.stderr
