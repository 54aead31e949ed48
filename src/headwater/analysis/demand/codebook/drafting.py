"""A codebook to begin with: a starter, and the reasons that open coding has brought up."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.freezing import section
from headwater.analysis.demand.codebook.reading import shipped_text
from headwater.analysis.demand.coding.cells import plain
from headwater.analysis.demand.coding.grid import read_grid
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import BadDataError

_EMPTY = """\
codebook: {name}
version: 1
status: open
language: en
"""


@dataclass(frozen=True)
class Said:
    """One wording that coders used.

    Attributes
    ----------
    text : str
        The most frequent spelling of it.
    times : int
        Readings with it, whatever the spelling.
    like : str
        A more frequent wording that is close to it; empty where there is none.
    """

    text: str
    times: int
    like: str = ""


def gather(paths: Sequence[Path], field: str = "reason") -> list[Said]:
    """Return what coders wrote as reasons (or owners) in coded sheets, the most frequent first.

    Wordings that differ in capitals, spaces or a full stop are taken as one.

    Parameters
    ----------
    paths : sequence of Path
        CSV files with a column of the field's name.

    Raises
    ------
    UsageError
        A file is not there.
    BadDataError
        A file has no such column, or its rows are broken.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for path in paths:
        for text in _column(path, field):
            spellings[_key(text)][text] += 1
    ordered = sorted(spellings.values(), key=lambda found: (-found.total(), min(found)))
    said: list[Said] = []
    for found in ordered:
        text = min(found, key=lambda spelling: (-found[spelling], spelling))
        close = get_close_matches(_key(text), [_key(other.text) for other in said], n=1, cutoff=0.75)
        like = next((other.text for other in said if close and _key(other.text) == close[0]), "")
        said.append(Said(text, found.total(), like))
    return said


def starter_text(name: str) -> str:
    """Return a shipped codebook as a file of one's own: with what the frame's codes mean."""
    return f"{shipped_text(name).rstrip()}\n\n{shipped_text('frame')}"


def drafted_text(name: str, said: Mapping[str, Sequence[Said]], starter: Codebook | None = None) -> str:
    """Return an open codebook with gathered reasons and owners, to be merged, named and defined.

    Parameters
    ----------
    said : mapping of field to sequence of Said
        As `gather` returns them.
    starter : Codebook, optional
        A shipped codebook to begin with; what it has already is not drafted again.
    """
    if starter is None:
        whole = _EMPTY.format(name=name)
        for field in ("cause_owner", "reason"):
            whole += f"\n{field}:\n{''.join(_draft(field, one) for one in said.get(field, ()))}"
        return f"{whole}\n{shipped_text('frame')}"
    whole = starter_text(starter.name)
    for field, found in said.items():
        known = {_key(code) for code in starter.codes(field)}
        fresh = [one for one in found if _key(one.text) not in known]
        if fresh:
            shipped = section(whole, field)
            drafts = "".join(_draft(field, one) for one in fresh)
            whole = whole.replace(shipped, f"{shipped.rstrip()}\n  # from open coding\n{drafts}\n")
    return whole


def _draft(field: str, said: Said) -> str:
    times = "once" if said.times == 1 else f"{said.times} times"
    like = f"; close to {json.dumps(said.like, ensure_ascii=False)}: the same?" if said.like else ""
    lines = [f"  {json.dumps(said.text, ensure_ascii=False)}:  # {times}{like}", "    meaning:"]
    if field == "cause_owner":
        lines.append("    inside_support:")
    return "\n".join(lines) + "\n"


def _column(path: Path, field: str) -> list[str]:
    problems = Problems()
    grid = read_grid(path, FIELDS, problems)
    if field not in grid.names:
        raise BadDataError(
            f"{path}, row 1: there is no column {field}. Columns: {', '.join(grid.names) or 'none'}."
        )
    problems.settle()
    texts = [" ".join(plain(line.cells[field]).split()) for line in grid.lines]
    return [text for text in texts if text]


def _key(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".!? ")
