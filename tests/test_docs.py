"""The documentation says what the code does: generated pages are fresh, and nothing is left out."""

from pathlib import Path

import click
import pytest
import yaml
from scripts.reference import CODES, PAGES, ROOT, commands

from headwater.analysis.contacts.schema import TABLES
from headwater.cli.lazy import LazyGroup
from headwater.cli.main import EXIT_CODES, root

DOCS = ROOT / "docs"
NAV = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]


def pages_of(nav: object) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav
    assert isinstance(parts, list | type({}.values()))
    return [page for part in parts for page in pages_of(part)]


def lazily_registered(group: click.Group, path: str = "headwater") -> list[tuple[str, str, str]]:
    """Every entry of every lazy group that can be reached, with its module and attribute."""
    found = []
    for name in group.list_commands(click.Context(group)):
        if isinstance(group, LazyGroup):
            entry = group.entries[name]
            found.append((f"{path} {name}", entry.module, entry.attribute))
            try:
                command = group.get_command(click.Context(group), name)
            except ModuleNotFoundError:
                continue
            if isinstance(command, click.Group):
                found += lazily_registered(command, f"{path} {name}")
    return found


@pytest.mark.parametrize("page", PAGES)
def test_a_generated_page_is_what_the_code_says(page: str) -> None:
    committed = (ROOT / page).read_text(encoding="utf-8")
    assert committed == PAGES[page](), f"{page} is out of date: run `make docs` and commit it"


def test_every_command_and_option_is_in_the_reference() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    found = list(commands())
    assert "headwater contacts suggest" in [path for path, _ in found]
    for path, command in found:
        section = page.partition(f"\n## {path}\n")[2].partition("\n## ")[0]
        assert section, f"{path} is missing"
        assert command.help, f"{path} has no help"
        for option in command.params:
            assert option.opts[0] in section or isinstance(option, click.Argument), f"{path} {option.opts[0]}"


def test_every_registered_command_loads() -> None:
    for path, module, attribute in lazily_registered(root):
        imported = __import__(module, fromlist=[attribute])
        assert isinstance(getattr(imported, attribute), click.Command), path


def test_every_exit_code_is_explained() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert set(CODES) == set(EXIT_CODES)
    for name, code in EXIT_CODES.items():
        assert CODES[name] in next(line for line in page.splitlines() if line.startswith(f"| {code} |"))


def test_every_column_of_every_table_is_in_the_schema_page() -> None:
    page = (DOCS / "schema.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        section = page.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        for name in table.store_types:
            assert f"| `{name}` |" in section, f"{table.name}.{name}"


def test_every_page_is_in_the_navigation_and_every_entry_has_its_page() -> None:
    pages = {str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md")}
    assert pages == set(pages_of(NAV))


def test_no_page_loads_anything_from_elsewhere() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert config["theme"]["font"] is False
    assert not {"extra_javascript", "extra_css", "repo_url"} & set(config)


def test_every_command_a_page_tells_the_reader_to_type_exists() -> None:
    known = {path.split(" ", 1)[1] for path, _ in commands()}
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md"]:
        for line in page.read_text(encoding="utf-8").splitlines():
            words = line.strip().removeprefix(".venv/bin/").split()
            if words[:1] == ["headwater"] and len(words) > 1 and not line.startswith("#"):
                assert any(" ".join(words[1:]).startswith(k) for k in known), f"{page.name}: {line}"


def test_pre_commit_uses_only_the_tools_of_the_environment() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [r["repo"] for r in config["repos"]] == ["local"]
    for hook in config["repos"][0]["hooks"]:
        assert hook["language"] == "system"
        assert Path(hook["entry"].split()[0]).parts[:2] == (".venv", "bin")
