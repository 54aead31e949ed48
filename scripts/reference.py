"""Writes the reference pages from the code they describe: `python -m scripts.reference`, or `make docs`."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from inspect import cleandoc
from pathlib import Path

import click

from headwater.analysis.charts.theme import palette_css
from headwater.analysis.contacts.schema import DICTIONARY_COLUMNS, TABLES, Column, Table
from headwater.apps.people.permissions import Action, Role, Scope, scope_of
from headwater.cli.lazy import LazyGroup
from headwater.cli.main import EXIT_CODES, root
from headwater.web.environment import SETTINGS

ROOT = Path(__file__).resolve().parent.parent

GENERATED = (
    "<!-- Written by scripts/reference.py (make docs): change the code it describes, not this page. -->"
)

KINDS = {
    "text": "text",
    "timestamp": "instant, UTC",
    "choice": "one of a list",
    "seconds": "seconds, 0 or more",
    "flag": "true or false",
    "count": "whole number, 0 or more",
    "share": "number from 0 to 1",
    "texts": "list of text",
    "map": "map from text to text",
    "number": "number",
}

CODES = {
    "usage": "The question was put wrongly: an option, a mapping, a date.",
    "missing_extra": "A part of Headwater that is installed on request is not there.",
    "bad_data": "The data cannot be taken as they are.",
    "not_allowed": "A person may not do that.",
    "try_again": "Nothing is wrong; the same call may work later (another import runs, the disk is full).",
}


def schema_page() -> str:
    """Describe the canonical tables."""
    lines = [
        GENERATED,
        "# Canonical tables",
        "",
        "Every export becomes these tables, whatever helpdesk it came from. A mapping fills the columns; "
        "the store adds a few that make reading cheap. A column that an export does not have stays empty: "
        "Headwater then says which finding is missing, and does not guess.",
        "",
    ]
    for table in TABLES.values():
        lines += _table_section(table)
    lines += [
        "## Dictionary columns",
        "",
        "These columns of `contacts` have few distinct values and are kept as codes while computing: "
        + ", ".join(f"`{name}`" for name in DICTIONARY_COLUMNS)
        + ".",
    ]
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """Describe every command, its options and the exit codes."""
    lines = [
        GENERATED,
        "# Command line",
        "",
        "Each command prints its result on standard output and everything else on standard error. "
        "With `--json` the result is JSON and nothing else.",
        "",
        "## Exit codes",
        "",
        "| code | when |",
        "|---|---|",
        "| 0 | Done. |",
        "| 1 | A fault of Headwater itself: please report it. |",
        *_exit_code_rows(),
        "| 130 | Stopped by the user; nothing half-done was kept. |",
        "",
    ]
    for path, command in commands():
        lines += _command_section(path, command)
    return "\n".join(lines).rstrip() + "\n"


def settings_page() -> str:
    """Describe every setting of the product."""
    lines = [
        GENERATED,
        "# Settings",
        "",
        "Settings come from the environment only. A wrong value or a misspelt name stops the start and says "
        "what to do. A secret may lie in a file instead: set the name with `_FILE` at its end to its path.",
        "",
        "| setting | default | meaning |",
        "|---|---|---|",
    ]
    for setting in SETTINGS:
        secret = " A secret: may come from a file." if setting.secret else ""
        lines.append(f"| `{setting.name}` | {_cell(setting.default)} | {_cell(setting.meaning)}{secret} |")
    return "\n".join(lines) + "\n"


def permissions_page() -> str:
    """Describe who may do what."""
    lines = [
        GENERATED,
        "# Who may do what",
        "",
        "*own*: what is about the person; *team*: the own team and those inside it; *all*: the whole "
        "organisation. [People, teams and roles](people.md) says how a person gets a role.",
        "",
        "| | " + " | ".join(role.label.lower() for role in Role) + " |",
        "|---" * (len(Role) + 1) + "|",
    ]
    said = {None: "", Scope.OWN: "own", Scope.TEAM: "team", Scope.ORGANISATION: "all"}
    for action in Action:
        scopes = " | ".join(said[scope_of(action, role)] for role in Role)
        lines.append(f"| {action.meaning} | {scopes} |")
    return "\n".join(lines) + "\n"


def palette_style() -> str:
    """Give the product's pages the colours of the charts."""
    return f"/* Written by scripts/reference.py (make docs) from the charts' theme. */\n{palette_css()}\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/schema.md": schema_page,
    "docs/cli.md": cli_page,
    "docs/settings.md": settings_page,
    "docs/permissions.md": permissions_page,
    "src/headwater/web/static/web/palette.css": palette_style,
}
"""Each generated file, and what writes it."""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command and group below `headwater` with its full name, loading those that load lazily.

    A command of a part that is not installed is left out.
    """
    yield from _below("headwater", root)


def _below(path: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        if isinstance(group, LazyGroup) and not is_installed(group.entries[name].module):
            continue
        command = group.get_command(context, name)
        assert command is not None, f"{path} lists {name} and does not have it"
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from _below(f"{path} {name}", command)


def is_installed(module: str) -> bool:
    """Say whether a module is there, without running it."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _exit_code_rows() -> Iterator[str]:
    for code in sorted(set(EXIT_CODES.values())):
        meanings = [CODES[name] for name, other in EXIT_CODES.items() if other == code]
        yield f"| {code} | {' Or: '.join(meanings)} |"


def _table_section(table: Table) -> list[str]:
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [f"## {table.name}", "", f"{table.meaning} Key: {key}.", ""]
    lines += ["| column | holds | required | meaning |", "|---|---|---|---|"]
    lines += [_column_row(column) for column in table.columns]
    if table.stored:
        lines += ["", "Added by the store:", "", "| column | DuckDB type | meaning |", "|---|---|---|"]
        lines += [f"| `{c.name}` | `{c.duckdb_type}` | {c.meaning} |" for c in table.stored]
    return [*lines, ""]


def _column_row(column: Column) -> str:
    holds = KINDS[column.kind]
    if column.choices:
        holds = "one of " + ", ".join(f"`{choice}`" for choice in column.choices)
    meaning = column.meaning
    if column.identifies:
        meaning += f" (identifies the {column.identifies}: never stored as it came)"
    return f"| `{column.name}` | {holds} | {'yes' if column.required else ''} | {_cell(meaning)} |"


def _command_section(path: str, command: click.Command) -> list[str]:
    context = click.Context(command, info_name=path)
    lines = [f"## {path}", "", *_paragraphs(command.help or ""), ""]
    if isinstance(command, click.Group):
        return lines
    lines += ["```sh", command.get_usage(context).removeprefix("Usage: ").strip(), "```", ""]
    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    lines += ["| option | meaning |", "|---|---|"]
    lines += [f"| {_option_name(o, context)} | {_option_help(o, context)} |" for o in options]
    return [*lines, ""]


def _option_name(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return names if option.is_flag else f"{names} `{_cell(option.make_metavar(context))}`"


def _option_help(option: click.Option, context: click.Context) -> str:
    extra = option.get_help_extra(context)
    notes = ["required"] if option.required else []
    if "default" in extra:
        notes.append(f"default {extra['default']}")
    ending = f" ({'; '.join(notes)})" if notes else ""
    return _cell(option.help or "") + ending


def _paragraphs(text: str) -> list[str]:
    """Return help text as Markdown; click marks a paragraph that keeps its lines with a backspace."""
    lines: list[str] = []
    for block in cleandoc(text).split("\n\n"):
        kept = block.startswith("\b")
        lines += ["```text", block.removeprefix("\b").strip("\n"), "```"] if kept else [_cell(block)]
        lines.append("")
    return lines[:-1]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write every generated page."""
    for page, write in PAGES.items():
        (ROOT / page).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
