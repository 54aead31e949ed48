"""A mapping says how the columns of an export become canonical columns: the model, and how it is found."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from headwater.analysis.contacts.language import Condition, Expression, Part, check_zone, refusal
from headwater.analysis.contacts.mapping_rules import check_column, check_raw_identifiers, check_split
from headwater.analysis.contacts.schema import TABLES, Table
from headwater.analysis.contacts.yaml_places import Place, load_with_places
from headwater.analysis.errors import UsageError, nearest

ASK = "ask"
"""The time zone of a mapping whose exports do not say theirs: the user has to."""


class Filter(Part):
    """Rows that are not contacts: left out under a name, and counted under it."""

    name: str = Field(min_length=1)
    when: Condition


class Split(Part):
    """Where one row of the export is several contacts: the instants at which it came back."""

    at: Expression


class Mapping(Part):
    """How one kind of export becomes one canonical table.

    Examples
    --------
    >>> mapping = Mapping.model_validate({
    ...     "mapping": "shop", "source": "shop", "columns": {
    ...         "contact_id": "id", "opened_at": {"column": "when", "format": "iso"},
    ...         "channel": {"constant": "email"}}})
    >>> sorted(mapping.source_columns())
    ['id', 'when']
    """

    mapping: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    title: str = ""
    table: Literal["contacts", "case_events", "volumes"] = "contacts"
    source: str = ""
    records: str | None = None
    timezone: str = ASK
    notes: str = ""
    filters: list[Filter] = Field(default_factory=list)
    columns: dict[str, Expression]
    custom: dict[str, Expression] = Field(default_factory=dict)
    text: dict[Literal["subject", "body"], Expression] = Field(default_factory=dict)
    split: Split | None = None

    @field_validator("timezone")
    @classmethod
    def _zone(cls, zone: str) -> str:
        check_zone(zone, also=(ASK,))
        return zone

    @model_validator(mode="before")
    @classmethod
    def _known_columns(cls, given: Any) -> Any:
        if not isinstance(given, dict) or not isinstance(given.get("columns"), dict):
            return given
        table = TABLES.get(str(given.get("table", "contacts")))
        if table is None:
            return given
        known = [c.name for c in table.columns if c.name not in ("source", "custom")]
        for name in given["columns"]:
            if name == "source":
                raise refusal("`source` is said at the top of the mapping, not as a column.", "columns", name)
            if name == "custom":
                raise refusal("`custom` has a section of its own beside `columns`.", "columns", name)
            if name not in known:
                raise refusal(f"{table.name} have no column {name!r}.{nearest(name, known)}", "columns", name)
        for name in given.get("text") or {}:
            if name not in ("subject", "body"):
                raise refusal(f"a text is subject or body, not {name!r}.", "text", name)
        return given

    @model_validator(mode="after")
    def _complete(self) -> Self:
        table = self.canonical
        missing = [c.name for c in table.columns if c.required and c.name not in {"source", *self.columns}]
        if missing:
            raise refusal(f"{table.name} need {', '.join(missing)}: say where to find it.", "columns")
        if self.table != "contacts":
            for part in ("custom", "text", "split"):
                if getattr(self, part):
                    raise refusal(f"only contacts have `{part}`; this mapping is for {table.name}.", part)
        names = [f.name for f in self.filters]
        for number, name in enumerate(names):
            if name in names[:number]:
                raise refusal(f"two filters have the name {name!r}; join them with `any`.", "filters", number)
        for name, expression in self.columns.items():
            check_column(table[name], expression)
        for name, expression in self.custom.items():
            check_column(None, expression, "custom", name)
        for name, expression in self.text.items():
            check_column(None, expression, "text", name)
        if self.split is not None:
            check_split(self.split.at)
        check_raw_identifiers(table, self.columns, self.custom, self.text)
        return self

    @property
    def canonical(self) -> Table:
        """The canonical table it fills."""
        return TABLES[self.table]

    def expressions(self) -> Iterator[Expression]:
        """Yield every expression, in the order of the file."""
        yield from self.columns.values()
        yield from self.custom.values()
        yield from self.text.values()
        if self.split is not None:
            yield self.split.at

    def source_columns(self, *, with_text: bool = True) -> dict[str, bool]:
        """Return the columns of the export it reads, and whether each may be missing.

        A column that is needed in one place may not be missing, whatever other places say.
        """
        found: dict[str, bool] = {}
        parts: list[Expression | Condition] = [f.when for f in self.filters]
        texts = list(self.text.values())
        parts += [e for e in self.expressions() if with_text or not any(e is text for text in texts)]
        for part in parts:
            for name, optional in part.columns():
                found[name] = found.get(name, True) and optional
        return found


def load_mapping(name_or_path: str, folder: Path | None = None) -> Mapping:
    """Return a mapping that ships with Headwater, or one from a YAML file.

    Parameters
    ----------
    name_or_path : str
        A shipped name such as `zendesk`, or the path of a file that ends in .yaml or .yml.
    folder : Path, optional
        Where to look for a name instead of the shipped mappings.

    Raises
    ------
    UsageError
        No such mapping or file, or the file is not a mapping; the message names the line and the nearest
        known word.

    Examples
    --------
    >>> load_mapping("no_such.yaml")
    Traceback (most recent call last):
    ...
    headwater.analysis.errors.UsageError: There is no mapping file no_such.yaml.
    """
    if re.search(r"\.ya?ml$", name_or_path, re.IGNORECASE) or "/" in name_or_path or "\\" in name_or_path:
        path = Path(name_or_path)
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else ""
            raise UsageError(
                f"{path} {what}: give the mapping file." if what else f"There is no mapping file {path}."
            )
        return parse_mapping(_read(path), str(path))
    shipped = _shipped_texts(folder)
    if name_or_path not in shipped:
        hint = nearest(name_or_path, sorted(shipped)) if shipped else ""
        raise UsageError(
            f"There is no mapping {name_or_path!r}.{hint} "
            "A mapping of your own is given as a path to a .yaml file."
        )
    if folder is None:
        return _packaged_mapping(name_or_path)
    return parse_mapping(shipped[name_or_path], f"{name_or_path}.yaml")


def shipped_mappings() -> list[Mapping]:
    """Return every mapping that ships with Headwater, by name."""
    return [_packaged_mapping(name) for name in sorted(_packaged_texts())]


def parse_mapping(text: str, name: str) -> Mapping:
    """Return the mapping a YAML text describes; `name` is what error messages call it."""
    content, places = load_with_places(text, name)
    if not isinstance(content, dict):
        raise UsageError(f"{name}: a mapping has to be a set of keys, beginning with `mapping: NAME`.")
    try:
        return Mapping.model_validate(content)
    except ValidationError as error:
        raise UsageError("\n".join(_problem(e, places, name) for e in error.errors())) from error


def _problem(error: Any, places: dict[Place, int], name: str) -> str:
    at = tuple(p for p in error["loc"] if p != "[key]") + tuple(error.get("ctx", {}).get("at", ()))
    known = next((at[:n] for n in range(len(at), -1, -1) if at[:n] in places), ())
    where = f"{name}, line {places.get(known, 1)}"
    path = ".".join(str(p) for p in at)
    if error["type"] == "missing":
        return f"{where}: {at[-1]!r} is missing."
    if error["type"] == "literal_error" and isinstance(error["input"], str):
        expected = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        return f"{where}: {path} cannot be {error['input']!r}.{nearest(error['input'], expected)}"
    return f"{where}: {path + ': ' if path else ''}{error['msg']}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: a mapping file has to be UTF-8; byte {error.start} is not.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def _shipped_texts(folder: Path | None) -> dict[str, str]:
    if folder is not None:
        return {path.stem: _read(path) for path in sorted(folder.glob("*.yaml"))}
    return _packaged_texts()


@cache
def _packaged_texts() -> dict[str, str]:
    packaged = files("headwater.analysis.contacts") / "mappings"
    return {
        entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8")
        for entry in packaged.iterdir()
        if entry.name.endswith(".yaml")
    }


@cache
def _packaged_mapping(name: str) -> Mapping:
    return parse_mapping(_packaged_texts()[name], f"{name}.yaml")
