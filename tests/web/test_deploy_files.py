"""The files for deployment name only commands, options and settings that exist."""

import configparser
import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest
from scripts.reference import ROOT, commands

from headwater.cli.health import health
from headwater.cli.main import root
from headwater.web.environment import SETTINGS

from .running import server

DEPLOY = ROOT / "deploy"
FILES = sorted(file for file in DEPLOY.iterdir() if file.is_file())
KNOWN = {setting.name for setting in SETTINGS}


def parsed(words: list[str]) -> None:
    """Take a command line apart as the program does; nothing is run."""
    context = click.Context(root)
    name, command, rest = root.resolve_command(context, words)
    assert command is not None, f"there is no command {name}"
    command.make_context(name, list(rest), parent=context)


def test_every_setting_they_name_exists() -> None:
    named = {
        (file.name, name)
        for file in [*FILES, ROOT / "docs" / "deploy.md"]
        for name in re.findall(r"\b(?:HEADWATER|DATABASE)_[A-Z_]+\b", file.read_text(encoding="utf-8"))
    }
    later = {"HEADWATER_MOST_UPLOAD_MB"} - KNOWN
    assert {name for _, name in named} >= {"HEADWATER_DATA", "HEADWATER_TRUSTED_PROXIES"}
    assert {(file, name) for file, name in named if name.removesuffix("_FILE") not in KNOWN | later} == set()


@pytest.mark.parametrize("unit", ["headwater.service", "headwater-backup.service"])
def test_every_command_of_a_unit_exists(unit: str) -> None:
    read = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(DEPLOY / unit, encoding="utf-8")
    program, *words = shlex.split(read["Service"]["ExecStart"])
    assert program == "/opt/headwater/bin/headwater"
    parsed(words)
    assert read["Service"]["User"] == "headwater"
    assert read["Service"]["ProtectSystem"] == "strict"


@pytest.mark.parametrize("unit", [file.name for file in FILES if file.suffix in (".service", ".timer")])
def test_the_service_manager_understands_every_line(unit: str, tmp_path: Path) -> None:
    text = (DEPLOY / unit).read_text(encoding="utf-8").replace("/opt/headwater/bin/headwater", "/bin/true")
    for other in FILES:
        if other.suffix in (".service", ".timer"):
            (tmp_path / other.name).write_text(
                other.read_text(encoding="utf-8").replace("/opt/headwater/bin/headwater", "/bin/true")
            )
    assert text
    try:
        said = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit)],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("needs systemd-analyze")
    assert [line for line in said.stderr.splitlines() if unit in line] == []


def test_the_container_runs_what_exists_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    said = {line.split()[0]: line for line in lines if line and not line.startswith("#")}
    (entry,) = re.findall(r'ENTRYPOINT \["(\w+)"\]', said["ENTRYPOINT"])
    assert entry == "headwater"
    parsed(re.findall(r'"([^"]+)"', said["CMD"]))
    program, *words = re.findall(r'"([^"]+)"', said["HEALTHCHECK"])
    assert program == "headwater"
    parsed(words)
    user = said["USER"].split()[1]
    assert user == "10001:10001"
    for line in lines:
        if line.startswith("COPY") and "--from" not in line:
            *sources, _ = line.split()[1:]
            assert all((ROOT / source).exists() for source in sources), line
    assert re.search(r"'\.\[(\w+),(\w+)\]'", " ".join(lines))


def test_every_command_a_page_about_deployment_shows_can_be_taken_apart() -> None:
    known = {path.split(" ", 1)[1] for path, _ in commands()}
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    shown = re.findall(
        r"(?:^|[ /])headwater ((?:serve|work|backup|restore|health)\b[^\n`#]*)", page, re.MULTILINE
    )
    assert len(shown) >= 4
    for words in shown:
        assert words.split()[0] in known
        parsed(shlex.split(words))


def test_health_is_asked_by_the_name_people_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"HEADWATER_URL": "https://support.example.org", "HEADWATER_TRUSTED_PROXIES": "1"}
    from click.testing import CliRunner

    with server(tmp_path, "--no-sample", **settings) as running:
        monkeypatch.setenv("HEADWATER_URL", settings["HEADWATER_URL"])
        well = CliRunner().invoke(health, ["--port", str(running.port)], catch_exceptions=False)
        assert well.output == f"Headwater answers on port {running.port}, and its records work.\n"
    gone = CliRunner().invoke(health, ["--port", str(running.port)])
    assert "Nothing answers on port" in str(gone.exception)
