"""Which column of an unknown export is which canonical column, and how sure that is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headwater.analysis.contacts.suggesting import instant_evidence
from headwater.analysis.contacts.suggesting import value_evidence as evidence
from headwater.analysis.contacts.suggesting.column_values import Fit, Values
from headwater.analysis.contacts.suggesting.header_names import (
    NAMES,
    TIME_OF_DAY,
    header_score,
    plain,
    says_time_passed,
)
from headwater.analysis.contacts.suggesting.value_words import CHANNEL_WORDS, DIRECTION_WORDS, HANDLER_WORDS

SURE = 0.7
"""From this score on a column is taken as found."""
LEAST = 0.4
"""Below this score a column is not proposed at all."""

TEXTS = ("subject", "body")


@dataclass(frozen=True)
class ColumnGuess:
    """One column of a proposed mapping: what fills it, how sure that is, and why.

    Attributes
    ----------
    score : float
        0 to 1; from 0.7 on it is taken as found, below that a person has to look.
    expression : dict
        The expression for the mapping file.
    """

    column: str
    source: str
    score: float
    evidence: str
    expression: dict[str, Any] = field(default_factory=dict)

    @property
    def sure(self) -> bool:
        """Whether it is taken as found."""
        return self.score >= SURE


@dataclass(frozen=True)
class LeftOut:
    """A column of the export that is not used although it looks useful, and why."""

    source: str
    why: str


_TESTS: dict[str, Callable[[Values], Fit]] = {
    "contact_id": lambda v: evidence.identifiers(v, unique=True),
    "case_id": lambda v: evidence.identifiers(v, unique=False),
    "customer_id": lambda v: evidence.identifiers(v, unique=False),
    "opened_at": instant_evidence.instants,
    "first_resolved_at": instant_evidence.instants,
    "last_resolved_at": instant_evidence.instants,
    "channel": lambda v: evidence.words(v, CHANNEL_WORDS, "channel"),
    "direction": lambda v: evidence.words(v, DIRECTION_WORDS, "direction"),
    "handled_by": lambda v: evidence.words(v, HANDLER_WORDS, "handler"),
    "merged_into": lambda v: evidence.identifiers(v, unique=False),
    "wait_seconds": evidence.durations,
    "handle_seconds": evidence.durations,
    "abandoned": evidence.flags,
    "transfers": evidence.counts,
    "reopens": evidence.counts,
    "agent_replies": evidence.counts,
    "agent_id": evidence.labels,
    "team": evidence.labels,
    "reason_source": evidence.labels,
    "tags": evidence.lists,
    "satisfaction": evidence.ratings,
    "subject": evidence.free_text,
    "body": evidence.free_text,
}


def guess_columns(sample: Mapping[str, Sequence[str | None]]) -> tuple[list[ColumnGuess], list[LeftOut]]:
    """Return the canonical columns found in a sample of rows, and the columns left out with the reason.

    Parameters
    ----------
    sample : mapping of str to sequence
        The export's columns, each with the values of the same rows.

    Examples
    --------
    >>> found, left_out = guess_columns({
    ...     "Case Number": ["7", "8"], "Opened": ["2026-03-02 09:15", "2026-03-03 10:00"],
    ...     "Resolution time (min)": ["60", "90"]})
    >>> [(c.column, c.source) for c in found], [c.source for c in left_out]
    ([('contact_id', 'Case Number'), ('opened_at', 'Opened')], ['Resolution time (min)'])
    """
    columns = {name: Values.of(name, values) for name, values in sample.items()}
    left_out: list[LeftOut] = []
    candidates: list[ColumnGuess] = []
    for name, values in columns.items():
        passed = says_time_passed(name)
        if passed and evidence.durations(values).share > 0.5:
            left_out.append(LeftOut(name, "its name says that time passed: never handle time"))
        for canonical in NAMES:
            if passed and canonical in ("handle_seconds", "wait_seconds"):
                continue
            candidates += _candidate(canonical, values)
    chosen = _best_of_each(candidates)
    _add_time_of_day(chosen, columns)
    passed_time = _time_that_passed(chosen, sample)
    if passed_time is not None:
        left_out.append(passed_time)
        del chosen["handle_seconds"]
    return [chosen[name] for name in NAMES if name in chosen], left_out


def _candidate(canonical: str, values: Values) -> list[ColumnGuess]:
    named = header_score(values.name, canonical)
    if named == 0.0 and canonical == "contact_id" and plain(values.name).split()[-1:] == ["id"]:
        named = 0.6  # some identifier: it will do when no better one differs in every row
    only_words = canonical == "channel" and named == 0.0 and 2 <= values.distinct <= 12
    if named == 0.0 and not only_words:
        return []
    fit = _TESTS[canonical](values)
    if only_words:
        score = 0.6 if fit.share >= 0.9 else 0.0
        said = f"its name says nothing; {fit.said}"
    else:
        score = named * fit.share if fit.share >= 0.5 else 0.0
        said = f"its name says so ({named:.2f}); {fit.said}"
    if fit.doubtful:
        score, said = min(score, 0.65), f"{said}; {fit.doubtful}"
    if score < LEAST:
        return []
    expression = {"column": values.name, **fit.modifiers}
    if canonical == "handle_seconds":
        expression["measures"] = "touch"
    return [ColumnGuess(canonical, values.name, round(score, 2), said, expression)]


def _best_of_each(candidates: list[ColumnGuess]) -> dict[str, ColumnGuess]:
    """Give each canonical column and each column of the export at most one partner, best pairs first."""
    chosen: dict[str, ColumnGuess] = {}
    taken: set[str] = set()
    for guess in sorted(candidates, key=lambda g: (-g.score, g.column, g.source)):
        if guess.column not in chosen and guess.source not in taken:
            chosen[guess.column] = guess
            taken.add(guess.source)
    return chosen


def _add_time_of_day(chosen: dict[str, ColumnGuess], columns: Mapping[str, Values]) -> None:
    """Join the day a contact began with the time of day that stands in another column."""
    opened = chosen.get("opened_at")
    if opened is None:
        return
    day = instant_evidence.days(columns[opened.source])
    if day is None:
        return
    taken = {guess.source for guess in chosen.values()}
    clocks = {n: instant_evidence.times_of_day(v) for n, v in columns.items() if n not in taken}
    named = [n for n, form in clocks.items() if form and _says_time_of_day(n)]
    begins = [n for n, form in clocks.items() if form and {"start", "begin", "entry"} & set(plain(n).split())]
    if named or begins:
        name = (named or begins)[0]
        chosen["opened_at"] = ColumnGuess(
            "opened_at",
            f"{opened.source} + {name}",
            opened.score if named else min(opened.score, 0.65),
            f"{opened.evidence}; the time of day stands in {name!r}",
            {"join": [opened.source, name], "with": " ", "format": f"{day} {clocks[name]}"},
        )
        return
    said = f"{opened.evidence}; it has days without a time, so nothing can be said about hours"
    chosen["opened_at"] = ColumnGuess(
        "opened_at", opened.source, min(opened.score, 0.65), said, opened.expression
    )


def _says_time_of_day(header: str) -> bool:
    words = plain(header)
    return any(words == name or words.endswith(f" {name}") for name in TIME_OF_DAY)


_IN_SECONDS = {"milliseconds": 0.001, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0}


def _time_that_passed(
    chosen: Mapping[str, ColumnGuess], sample: Mapping[str, Sequence[str | None]]
) -> LeftOut | None:
    """Unmask a handle time that is only the time between opening and resolving."""
    handle, opened = chosen.get("handle_seconds"), chosen.get("opened_at")
    resolved = chosen.get("last_resolved_at") or chosen.get("first_resolved_at")
    if handle is None or opened is None or resolved is None or "join" in opened.expression:
        return None
    rows = zip(sample[handle.source], sample[opened.source], sample[resolved.source], strict=True)
    same = compared = 0
    for taken, start, end in rows:
        seconds, unit = _seconds(taken, handle.expression["unit"])
        first = instant_evidence.as_instant((start or "").strip(), opened.expression["format"])
        last = instant_evidence.as_instant((end or "").strip(), resolved.expression["format"])
        if seconds is None or first is None or last is None or last <= first:
            continue
        compared += 1
        same += abs(seconds - (last - first)) <= unit + 0.01 * seconds
    if compared < 5 or same < 0.6 * compared:
        return None
    return LeftOut(
        handle.source,
        f"it equals the time from {opened.source!r} to {resolved.source!r} in {same} of {compared} rows: "
        "time that passed is not handle time",
    )


def _seconds(text: str | None, unit: str) -> tuple[float | None, float]:
    given = (text or "").strip()
    if unit == "clock":
        parts = [evidence.number(p) for p in given.split(":")]
        if len(parts) != 3 or None in parts:
            return None, 1.0
        return sum((p or 0.0) * f for p, f in zip(parts, (3600, 60, 1), strict=True)), 1.0
    value = evidence.number(given)
    return (None if value is None else value * _IN_SECONDS[unit]), _IN_SECONDS[unit]
