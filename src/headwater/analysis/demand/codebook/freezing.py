"""Freezing a codebook: from then on a change makes a new version."""

import hashlib
import json
import re

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.reading import shipped_text
from headwater.analysis.demand.frame import FIELDS, FIXED_CODES
from headwater.analysis.errors import BadDataError, UsageError

_SECTION = r"^{}:.*(?:\n|\Z)(?:[ \t]+\S.*(?:\n|\Z)|[ \t]*\n(?=[ \t]+\S))*"
"""A key at the top level with all that is indented under it."""


def fingerprint_of(book: Codebook) -> str:
    """Return a short text that changes when anything changes that a coding rests on.

    That is: codes, their labels, meanings and examples, and which owners are inside support. What is usual
    of a reason, its place in the quadrants and native reasons may be changed without a new version.

    Examples
    --------
    >>> from headwater.analysis.demand.codebook import read_codebook
    >>> book = read_codebook("generic")
    >>> fingerprint_of(book) == fingerprint_of(book.model_copy(update={"notes": "Read by the team."}))
    True
    """
    codes = {
        field: sorted((code, known.wording()) for code, known in getattr(book, field).items())
        for field in FIELDS
    }
    owners = sorted((name, owner.inside_support) for name, owner in book.cause_owner.items())
    whole = json.dumps([book.name, book.version, codes, owners], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def frozen_text(text: str, book: Codebook) -> str:
    """Return the text of a codebook file as a frozen version; comments and order stay.

    Raises
    ------
    UsageError
        It is frozen already.
    BadDataError
        It has errors, or what may be missing only while it is open.
    """
    if book.frozen:
        raise UsageError(
            f"{book.title} is frozen already. A change makes a new version: "
            "headwater demand codebook init --next-of FILE."
        )
    version = book.version or 1
    frozen = book.model_copy(update={"status": "frozen", "version": version, "fingerprint": ""})
    frozen = frozen.model_copy(update={"fingerprint": fingerprint_of(frozen)})
    frozen._lines = book._lines
    errors = [str(found) for found in frozen.check() if found.level == "error"]
    if errors:
        raise BadDataError("\n".join(["The codebook is not ready to be frozen:", *errors]))
    heads = {"version": str(version), "status": "frozen", "fingerprint": frozen.fingerprint}
    return _with_heads(_with_whole_frame(text, book), heads)


def next_text(text: str, book: Codebook) -> str:
    """Return the text of the version after a frozen one: open, and ready to say what changes.

    Raises
    ------
    UsageError
        The version before is not frozen.
    BadDataError
        It was changed since it was frozen, so that nothing could say what changed.
    """
    if not book.frozen:
        raise UsageError(f"{book.title} is open: change it as it is, and freeze it when coders agree on it.")
    if book.fingerprint != fingerprint_of(book):
        raise BadDataError(
            f"{book.title} was changed after it was frozen. Take the change back, make the next version, and "
            "make the change there: only then can it be told which codings still stand."
        )
    text = _without_section(_without_section(text, "changed_from"), "fingerprint")
    changed = (
        f"changed_from:\n  version: {book.version}\n"
        "  # One entry a change: {field: reason, from: Old name, to: New name, why: it is clearer}.\n"
        "  # Several codes under `from` are merged; several under `to` are a split, to be coded again.\n"
        "  # `from` alone is dropped, `to` alone is new; the same in both is reworded, and codings stand.\n"
        "  changes: []\n"
    )
    text = _with_heads(text, {"version": str(book.version + 1), "status": "open"})
    head = re.search(r"^status:.*\n", text, re.MULTILINE)
    assert head is not None
    return text[: head.end()] + changed + text[head.end() :]


def _with_heads(text: str, heads: dict[str, str]) -> str:
    """Set keys at the top of a codebook file, right after its name."""
    for key in heads:
        text = _without_section(text, key)
    name = re.search(r"^codebook:.*\n", text, re.MULTILINE)
    if name is None:
        raise BadDataError(
            "The codebook has no line `codebook: NAME` of its own: write it on the first line."
        )
    block = "".join(f"{key}: {value}\n" for key, value in heads.items())
    return text[: name.end()] + block + text[name.end() :]


def _with_whole_frame(text: str, book: Codebook) -> str:
    """Add the definitions that ship where the file relies on them, so that it says all it was frozen with."""
    text = text if text.endswith("\n") else f"{text}\n"
    for field, codes in FIXED_CODES.items():
        if (field,) not in book._lines:
            text += f"\n{section(shipped_text('frame'), field)}"
            continue
        missing = [code for code in codes if (field, code) not in book._lines]
        if missing:
            raise BadDataError(
                f"The codebook is not ready to be frozen: its {field} says nothing of {', '.join(missing)}. "
                f"Say what they mean, or take the whole section {field} out."
            )
    return text


def section(text: str, key: str) -> str:
    """Return a key at the top level of a YAML text, with all that is indented under it."""
    found = re.search(_SECTION.format(re.escape(key)), text, re.MULTILINE)
    return found.group() if found else ""


def _without_section(text: str, key: str) -> str:
    return re.sub(_SECTION.format(re.escape(key)), "", text, flags=re.MULTILINE)
