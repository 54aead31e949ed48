"""Facts from a YAML file, with a message for everything that cannot be so."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from headwater.analysis.contacts.entries import Entry, file_text
from headwater.analysis.contacts.yaml_places import Place, load_with_places
from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy.curves import Remedies, ResolutionCurve
from headwater.analysis.policy.facts import LIMITED, Facts, Today
from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.policy import SCOPES

_FIELDS = (
    *("name", "about", "currency", "issues_per_hour", "contacts_per_hour", "call_back_share", "patience_s"),
    *("resolution", "remedies", "escalation_other", "transfer_other", "approval_s", "handle_spread"),
    *("throughput", "qa_seconds", "cost_per_agent_hour", "hours_per_year", "today", "limits", "scope"),
    "notes",
)
_TODAY = (
    *("talk_s", "hold_s", "wrap_s", "aht_s", "agents_scheduled", "shrinkage_frac", "authority", "fcr_frac"),
    "on_floor",
)


def read_facts(path: str | Path) -> Facts:
    """Return the facts of a YAML file.

    Raises
    ------
    UsageError
        There is no such file, or it cannot be read.
    BadDataError
        Something in it cannot be so; one line for each fault.
    """
    return parse_facts(file_text(Path(path), "facts"), Path(path).name)


def parse_facts(text: str, source: str = "facts.yaml") -> Facts:
    r"""Return the facts of a YAML text.

    Examples
    --------
    >>> facts = parse_facts("issues_per_hour: 400\nresolution: {best: 95%, seconds: 60}")
    >>> facts.issues_per_hour, facts.resolution.best
    (400.0, 0.95)
    """
    try:
        content, places = load_with_places(text, source)
    except UsageError as error:
        raise BadDataError(str(error)) from error
    return facts_of(content, source, places)


def facts_of(content: Any, source: str = "facts", places: Mapping[Place, int] | None = None) -> Facts:
    """Return facts from plain data, such as `Facts.to_dict` gives.

    Parameters
    ----------
    places : mapping, optional
        The line each part stands in, for messages.

    Raises
    ------
    BadDataError
        Something in it cannot be so; one line for each fault.

    Examples
    --------
    >>> old = Facts("ours", issues_per_hour=400, today=Today(talk_s=200))
    >>> facts_of(old.to_dict()) == old
    True
    """
    places = {} if places is None else places
    if not isinstance(content, Mapping) or not content:
        raise BadDataError(f"{source}: facts are a set of keys, such as `issues_per_hour: 400`.")
    top = Entry(content, "facts", (), places, source)
    top.known(_FIELDS)
    today, said = _today(top)
    resolution = _resolution(top)
    call_back = top.number("call_back_share", 0.9, high=1)
    issues = top.number("issues_per_hour")
    contacts = top.number("contacts_per_hour")
    for name, value in (("issues_per_hour", issues), ("contacts_per_hour", contacts)):
        if value == 0:
            top.wrong(
                name, "is 0: without arrivals there is nothing to weigh. Leave it out if it is not known."
            )
    facts = Facts(
        name=top.text("name") or source,
        currency=top.text("currency"),
        issues_per_hour=issues,
        call_back_share=0.9 if call_back is None else call_back,
        patience_s=_positive(top, "patience_s"),
        resolution=resolution,
        remedies=_remedies(top),
        escalation_other=top.number("escalation_other", 0.0, high=1) or 0.0,
        transfer_other=top.number("transfer_other", 0.0, high=1) or 0.0,
        approval_s=top.number("approval_s", 0.0) or 0.0,
        handle_spread=_positive(top, "handle_spread"),
        throughput=_throughput(top),
        qa_seconds=_points(top, "qa_seconds", share=False),
        cost_per_agent_hour=top.number("cost_per_agent_hour"),
        hours_per_year=top.number("hours_per_year", 2000.0) or 2000.0,
        today=today,
        limits=_limits(top),
        scope=_scope(top),
        notes={key: str(value) for key, value in (content.get("notes") or {}).items()}
        if isinstance(content.get("notes"), dict)
        else {},
    )
    _check_today(top, today, said)
    if not top.problems:
        facts = _with_arrivals(top, facts, contacts)
    top.raise_if_wrong()
    return facts


def _positive(entry: Entry, key: str) -> float | None:
    value = entry.number(key)
    if value == 0:
        entry.wrong(key, "is 0: it has to be above 0.")
        return None
    return value


def _resolution(top: Entry) -> ResolutionCurve | None:
    part = top.part("resolution")
    if part is None:
        return None
    part.known(("best", "seconds", "points"))
    if "points" in part.content:
        points = _points(part, "points", share=True)
        return ResolutionCurve(points=points) if points else None
    best = part.number("best", high=1)
    if best is None and "best" not in part.content:
        part.wrong("", "says neither `best` (with `seconds`) nor `points` such as [[120, 45%], [300, 82%]].")
    seconds = part.number("seconds", 60.0)
    return None if not best or seconds is None else ResolutionCurve(best, seconds)


def _remedies(top: Entry) -> tuple[Remedies, ...]:
    part = top.part("remedies")
    if part is None:
        return ()
    found = []
    for kind in part.content:
        entry = part.part(kind, f"remedies, {kind}")
        if entry is None:
            continue
        entry.known(("share", "median", "spread", "points"))
        share = entry.number("share", high=1)
        if share is None:
            if "share" not in entry.content:
                entry.wrong("share", "is missing: the share of contacts that need such a remedy.")
            continue
        if "points" in entry.content:
            points = _points(entry, "points", share=True)
            found.append(Remedies(kind, share, points=points))
            continue
        median, spread = _positive(entry, "median"), _positive(entry, "spread")
        if median is None or spread is None:
            if not {"median", "spread"} <= set(entry.content):
                entry.wrong(
                    "", "says neither `median` and `spread` nor `points` such as [[25, 40%], [100, 1]]."
                )
            continue
        found.append(Remedies(kind, share, median, spread))
    total = sum(kind.share for kind in found)
    if total > 1 + 1e-9:
        part.wrong("", f"the shares add up to {total:.0%} of contacts; together they cannot be over 100%.")
    return tuple(found)


def _points(entry: Entry, key: str, *, share: bool) -> tuple[tuple[float, float], ...]:
    """Read pairs that rise in both; with `share` the second is a share."""
    listed = entry.content.get(key)
    if listed in (None, ""):
        return ()
    if (
        not isinstance(listed, list)
        or len(listed) < 2
        or any(not isinstance(p, list) or len(p) != 2 for p in listed)
    ):
        entry.wrong(key, "has to be a list of at least two pairs, such as [[120, 45%], [300, 82%]].")
        return ()
    pairs = []
    for x, y in listed:
        first, second = entry.as_number(key, x), entry.as_number(key, y, high=1 if share else float("inf"))
        if first is None or second is None:
            return ()
        pairs.append((first, second))
    for (x0, y0), (x1, y1) in pairwise(pairs):
        if x1 <= x0 or y1 < y0:
            entry.wrong(key, f"({x1:g}, {y1:g}) follows ({x0:g}, {y0:g}): the pairs have to rise.")
            return ()
    return tuple(pairs)


def _throughput(top: Entry) -> tuple[float, ...]:
    listed = top.content.get("throughput")
    if listed in (None, ""):
        return ()
    if not isinstance(listed, list):
        top.wrong(
            "throughput", "has to be a list: work done with 1, 2, 3 chats at once, such as [1, 1.6, 1.95]."
        )
        return ()
    found = [top.as_number("throughput", value) for value in listed]
    if any(value is None for value in found):
        return ()
    values = tuple(value for value in found if value is not None)
    if values[0] != 1 or any(b < a for a, b in pairwise(values)):
        top.wrong("throughput", "begins with 1 (one chat at a time) and does not fall.")
    return values


def _limits(top: Entry) -> dict[str, tuple[float | None, float | None]]:
    part = top.part("limits")
    if part is None:
        return {}
    part.known(LIMITED)
    found: dict[str, tuple[float | None, float | None]] = {}
    for name in LIMITED:
        ends = part.part(name, f"limits, {name}")
        if ends is None:
            continue
        ends.known(("min", "max"))
        largest = METRICS[name].largest
        least, most = ends.number("min", high=largest), ends.number("max", high=largest)
        if least is not None and most is not None and least > most:
            ends.wrong(
                "", f"the facts contradict each other: at least {least:g} and at most {most:g}. Correct one."
            )
            continue
        found[name] = (least, most)
    return found


def _scope(top: Entry) -> dict[str, tuple[str, ...]]:
    part = top.part("scope")
    if part is None:
        return {}
    part.known(SCOPES)
    return {name: part.names(name) for name in SCOPES if name in part.content}


def _today(top: Entry) -> tuple[Today, dict[str, float | None]]:
    part = top.part("today")
    if part is None:
        return Today(), {}
    part.known(_TODAY)
    said = {
        name: part.number(name, high=METRICS[name].largest if name in METRICS else 1e9) for name in _TODAY
    }
    known: dict[str, Any] = {k: v for k, v in said.items() if k not in ("aht_s", "on_floor")}
    if known["talk_s"] is None and said["aht_s"] is not None:
        rest = (known["hold_s"] or 0.0) + (known["wrap_s"] or 0.0)
        known["talk_s"] = max(said["aht_s"] - rest, 0.0)
    return Today(**known), said


def _check_today(top: Entry, today: Today, said: dict[str, float | None]) -> None:
    """Note where what is said of today contradicts itself."""
    entry = Entry(top.content, "facts, today", ("today",), top.places, top.source, top.problems)
    handle, aht = today.handle_seconds, said.get("aht_s")
    if aht is not None and handle is not None and abs(handle - aht) > 0.5:
        entry.wrong(
            "aht_s",
            f"the facts contradict each other: {aht:g} s, but talk, hold and wrap-up add up to {handle:g} s.",
        )
    floor = said.get("on_floor")
    if floor is not None and today.agents_scheduled is not None and today.shrinkage_frac is not None:
        left = today.agents_scheduled * (1 - today.shrinkage_frac)
        if abs(left - floor) > 1:
            entry.wrong(
                "on_floor",
                f"the facts contradict each other: {floor:g} on the floor, but {today.agents_scheduled:g} "
                f"scheduled with {today.shrinkage_frac:.0%} shrinkage leave {left:.1f}.",
            )


def _with_arrivals(top: Entry, facts: Facts, contacts: float | None) -> Facts:
    """Return the facts with issues an hour, taken from contacts an hour where only those were said."""
    from dataclasses import replace

    from headwater.analysis.policy.operation import resolved_today

    if contacts is None:
        return facts
    resolved = resolved_today(facts)
    if resolved is None:
        top.wrong(
            "contacts_per_hour",
            "contacts hold repeats: say today's fcr_frac too, or give issues_per_hour.",
        )
        return facts
    issues = contacts * (1 - facts.call_back_share * (1 - resolved))
    if facts.issues_per_hour is not None and abs(issues - facts.issues_per_hour) > 0.02 * issues:
        top.wrong(
            "contacts_per_hour",
            f"the facts contradict each other: {contacts:g} contacts with {resolved:.0%} resolved at once "
            f"are {issues:.0f} issues an hour, not {facts.issues_per_hour:g}. Leave one out.",
        )
        return facts
    return replace(facts, issues_per_hour=issues)
