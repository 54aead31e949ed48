"""Checks on a codebook: what makes it unusable, and what makes coders disagree."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any, Literal

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.freezing import fingerprint_of
from headwater.analysis.demand.frame import FIELDS, OF_FAILURE
from headwater.analysis.errors import nearest

FEWEST_REASONS, MOST_REASONS = 10, 60
"""Outside these a list of reasons is of little use.

References
----------
Price, B. and Jaffe, D. (2008). The Best Service is No Service. Jossey-Bass, chapter 2.
"""

_ALIKE = 0.9
"""Labels that have more than this in common are likely to be mixed up."""


@dataclass(frozen=True)
class Finding:
    """Something about a codebook that should be changed.

    Attributes
    ----------
    level : {'error', 'warning'}
        An error keeps it from being used; a warning is advice.
    line : int, optional
        Line of the file.
    """

    level: Literal["error", "warning"]
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.level}{f', line {self.line}' if self.line else ''}: {self.message}"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        return dict(self.__dict__)


def check(book: Codebook) -> list[Finding]:
    """Say what keeps a codebook from being used, and what is likely to make coders disagree.

    Returns
    -------
    list of Finding
        Errors first, each kind in the order of the file.

    Examples
    --------
    >>> from headwater.analysis.demand.codebook import read_codebook
    >>> [str(found) for found in check(read_codebook("delivery"))]
    []
    """
    parts = (_version, _number_of_reasons, _meanings, _owners, _usual, _labels, _native, _changed_from)
    found = [finding for part in parts for finding in part(book)]
    return sorted(found, key=lambda finding: (finding.level != "error", finding.line or 0))


def _version(book: Codebook) -> Iterator[Finding]:
    if not book.frozen:
        if book.fingerprint:
            text = "it is open and still carries the fingerprint of a frozen version: take `fingerprint` out."
            yield Finding("error", text, book.line("fingerprint"))
        return
    if book.version == 0:
        text = "a frozen codebook needs a version: write `version: 1`, or one more than the last."
        yield Finding("error", text, book.line("status"))
    if not book.fingerprint:
        text = (
            "it says frozen, and nothing holds it: write `status: open` and freeze it with "
            "headwater demand codebook freeze."
        )
        yield Finding("error", text, book.line("status"))
    elif book.fingerprint != fingerprint_of(book):
        text = (
            f"version {book.version} was changed after it was frozen, so codings may not mean what it says. "
            f"Take the change back, and make it in version {book.version + 1}: "
            "headwater demand codebook init --next-of FILE."
        )
        yield Finding("error", text, book.line("fingerprint"))


def _number_of_reasons(book: Codebook) -> Iterator[Finding]:
    count, line = len(book.reason), book.line("reason")
    if count == 0:
        text = "there are no reasons yet"
        yield (
            Finding("error", f"{text}: a frozen codebook needs them.", line)
            if book.frozen
            else Finding("warning", f"{text}: code openly, then gather them with init --from-codes.", line)
        )
    elif not FEWEST_REASONS <= count <= MOST_REASONS:
        which = "too coarse to act on" if count < FEWEST_REASONS else "more than coders can keep apart"
        source = "(Price and Jaffe, The Best Service is No Service, 2008)"
        text = f"{count} reasons: fewer than {FEWEST_REASONS} or more than {MOST_REASONS} are of little use"
        yield Finding("warning", f"{text} {source}; {count} is {which}.", line)


def _meanings(book: Codebook) -> Iterator[Finding]:
    for field in FIELDS:
        for code in book.codes(field):
            known = book.code(field, code)
            if known is None or not known.meaning.strip():
                yield Finding(
                    _strict(book),
                    f"{field} {code!r} has no meaning: say in plain words what it is.",
                    book.line(field, code),
                )


def _owners(book: Codebook) -> Iterator[Finding]:
    for name, owner in book.cause_owner.items():
        if owner.inside_support is None:
            text = (
                f"owner {name!r} is neither inside nor outside support: say `inside_support: true` or false."
            )
            yield Finding(_strict(book), text, book.line("cause_owner", name))
    if not book.cause_owner:
        text = "there are no cause owners: name the units that could remove a cause."
        yield Finding(_strict(book), text, book.line("cause_owner"))


def _usual(book: Codebook) -> Iterator[Finding]:
    for name, reason in book.reason.items():
        usual, line = reason.usual.given(), book.line("reason", name, "usual")
        if "reason" in usual:
            text = f"the usual codes of reason {name!r} name a reason: they say what else the contact is."
            yield Finding("error", text, line)
        for field, code in usual.items():
            if field != "reason" and code not in book.codes(field):
                hint = nearest(code, list(book.codes(field))) if book.codes(field) else ""
                text = f"reason {name!r} usually has {field} {code!r}, which is no code of it.{hint}"
                yield Finding("error", text, book.line("reason", name, "usual", field))
        if usual.get("demand_type", "failure") != "failure":
            extra = [f for f in OF_FAILURE if f in usual and (f, usual[f]) != ("preventable", "no")]
            if extra:
                text = (
                    f"reason {name!r} is usually {usual['demand_type']}, and then has no {', '.join(extra)}."
                )
                yield Finding("error", text, line)


def _labels(book: Codebook) -> Iterator[Finding]:
    for field in FIELDS:
        shown = [(code, _shown(book, field, code)) for code in book.codes(field)]
        for (one, first), (two, second) in combinations(shown, 2):
            line = book.line(field, two)
            if _plain(first) == _plain(second):
                text = (
                    f"{field} {one!r} and {two!r} are shown alike ({first!r}): coders cannot tell them apart."
                )
                yield Finding("error", text, line)
            elif _ratio(_plain(first), _plain(second)) > _ALIKE:
                text = f"{field} {one!r} and {two!r} look alike; say in `counts_not` how they differ."
                yield Finding("warning", text, line)


def _native(book: Codebook) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for native, codes in book.native_reasons.items():
        line = book.line("native_reasons", native)
        said = codes.given()
        if not said:
            text = f"native reason {native!r} points nowhere: give codes, or take it out."
            yield Finding("error", text, line)
        for field, code in said.items():
            if code not in book.codes(field):
                hint = nearest(code, list(book.codes(field))) if book.codes(field) else ""
                text = f"native reason {native!r} points to {field} {code!r}, which is no code of it.{hint}"
                yield Finding("error", text, line)
        other = seen.setdefault(_plain(native), native)
        if other != native:
            yield Finding("warning", f"native reasons {other!r} and {native!r} differ only in writing.", line)


def _changed_from(book: Codebook) -> Iterator[Finding]:
    before = book.changed_from
    if before is None:
        if book.version > 1:
            text = (
                f"version {book.version} does not say what became of the codes of the version before: "
                "write `changed_from`."
            )
            yield Finding(_strict(book), text, book.line("version"))
        return
    if before.version >= book.version:
        text = (
            f"version {book.version} cannot be changed from version {before.version}: it has to be earlier."
        )
        yield Finding("error", text, book.line("changed_from", "version"))
    for number, change in enumerate(before.changes):
        line = book.line("changed_from", "changes", number)
        if not change.before and not change.after:
            yield Finding("error", f"a change of {change.field} names no code in `from` or `to`.", line)
        for code in change.after:
            if code not in book.codes(change.field):
                hint = nearest(code, list(book.codes(change.field))) if book.codes(change.field) else ""
                text = f"a change leads to {change.field} {code!r}, which is no code of this version.{hint}"
                yield Finding("error", text, line)
        if not change.why.strip():
            yield Finding("warning", f"{change} does not say why.", line)


def _strict(book: Codebook) -> Literal["error", "warning"]:
    """Return how bad it is that something is missing: a frozen codebook may lack nothing."""
    return "error" if book.frozen else "warning"


def _shown(book: Codebook, field: str, code: str) -> str:
    known = book.code(field, code)
    return (known.label if known else "") or code


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def _ratio(one: Sequence[str], two: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, one, two)
    return matcher.ratio() if matcher.real_quick_ratio() > _ALIKE else 0.0
