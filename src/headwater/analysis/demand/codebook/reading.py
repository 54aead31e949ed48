"""Codebooks from YAML: those that ship, and an organisation's own."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from headwater.analysis.contacts.yaml_places import Place, load_with_places
from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.frame import FIXED_CODES
from headwater.analysis.errors import BadDataError, UsageError, nearest

STARTERS: tuple[str, ...] = ("generic", "delivery")
"""Codebooks that ship, to start from."""


def read_codebook(name_or_path: str | Path) -> Codebook:
    """Return a codebook from a YAML file, or one that ships.

    Parameters
    ----------
    name_or_path : str or Path
        The path of a file that ends in .yaml or .yml, or one of `STARTERS`.

    Raises
    ------
    UsageError
        There is no such file or name, or it cannot be read.
    BadDataError
        The file is no codebook; each message names the line.

    Examples
    --------
    >>> read_codebook("delivery").title
    'delivery 1'
    """
    name = str(name_or_path)
    if isinstance(name_or_path, Path) or re.search(r"\.ya?ml$", name, re.IGNORECASE) or "/" in name:
        return parse_codebook(codebook_text(Path(name)), name)
    if name not in STARTERS:
        raise UsageError(
            f"There is no codebook {name!r}.{nearest(name, list(STARTERS))} "
            "A codebook of your own is given as a path to a .yaml file."
        )
    return _shipped(name)


def parse_codebook(text: str, name: str) -> Codebook:
    """Return the codebook a YAML text describes; `name` is what error messages call it.

    What the text does not say of the codes of the frame is said by the definitions that ship.
    """
    try:
        content, lines = load_with_places(text, name)
    except UsageError as error:
        raise BadDataError(str(error)) from error
    if not isinstance(content, dict):
        raise BadDataError(f"{name}: a codebook has to be a set of keys, beginning with `codebook: NAME`.")
    try:
        book = Codebook.model_validate(_with_frame(content))
    except ValidationError as error:
        raise BadDataError("\n".join(_problem(e, lines, name) for e in error.errors())) from error
    book._lines, book._file = lines, name
    return book


def codebook_text(path: Path) -> str:
    """Return the text of a codebook file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        out = path if path.suffix.lower() in (".yaml", ".yml") else f"{path}.yaml"
        raise UsageError(
            f"There is no codebook {path}. Make one with: headwater demand codebook init --out {out}"
        ) from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder: give the codebook file.") from None
    except UnicodeDecodeError as error:
        raise BadDataError(f"{path}: a codebook has to be UTF-8; byte {error.start} is not.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def shipped_text(name: str) -> str:
    """Return the text of a codebook that ships, or of `frame`: the codes that all codebooks share."""
    folder = files("headwater.analysis.demand.codebook") / "books"
    return (folder / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def _shipped(name: str) -> Codebook:
    return parse_codebook(shipped_text(name), f"{name}.yaml")


@cache
def _frame() -> dict[str, dict[str, Any]]:
    content, _ = load_with_places(shipped_text("frame"), "frame.yaml")
    return {field: content[field] for field in FIXED_CODES}


def _with_frame(content: dict[str, Any]) -> dict[str, Any]:
    """Add the definitions that ship to what a codebook says of the frame's own codes."""
    whole = dict(content)
    for field, shipped in _frame().items():
        own = content.get(field, {})
        if own == "":  # a section whose lines were all taken out
            own = {}
        if isinstance(own, dict):
            own = {**own, **{code: own.get(code, shipped[code]) for code in shipped}}
        whole[field] = own
    for section in ("reason", "cause_owner", "native_reasons"):
        if whole.get(section) == "":
            whole[section] = {}
    return whole


def _problem(error: Any, lines: dict[Place, int], name: str) -> str:
    at = tuple(p for p in error["loc"] if p != "[key]") + tuple(error.get("ctx", {}).get("at", ()))
    known = next((at[:n] for n in range(len(at), -1, -1) if at[:n] in lines), ())
    where, path = f"{name}, line {lines.get(known, 1)}", ".".join(str(part) for part in at)
    if error["type"] == "missing":
        return f"{where}: {at[-1]!r} is missing."
    if error["type"] == "literal_error" and isinstance(error["input"], str):
        expected = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        return f"{where}: {path} cannot be {error['input']!r}.{nearest(error['input'], expected)}"
    if error["type"] == "string_pattern_mismatch":
        return (
            f"{where}: {path} cannot be {error['input']!r}: use small letters, digits, '-', '_' and '.', "
            "beginning with a letter or digit."
        )
    if error["type"] == "bool_parsing":
        return f"{where}: {path} cannot be {error['input']!r}: say true or false."
    if error["type"] in ("int_parsing", "greater_than_equal"):
        return f"{where}: {path} cannot be {error['input']!r}: give a whole number, 1 for the first version."
    return f"{where}: {path + ': ' if path else ''}{error['msg']}"
