"""What the pages about conflicts show, made from what was kept: no question to any record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from headwater.analysis.policy.conflict_graph import LEVEL_WORDS, ConflictGraph, graph_of
from headwater.analysis.policy.policy import LEVELS

BY = ("issuer", "document", "level")
SLIDERS = {
    "aht_s": "handle_s",
    "fcr_frac": "fcr_frac",
    "authority": "authority",
    "shrinkage_frac": "shrinkage_frac",
    "agents_scheduled": "agents_scheduled",
    "wrap_s": "wrap_s",
    "service_level": "service_frac",
}
"""The slider of the what-if page that moves a metric."""
_MOST_TITLE = 200
_BAD = {"bonus": "a bonus hangs on it", "discipline": "discipline hangs on it", "report": "it is reported"}


@dataclass(frozen=True)
class Line:
    """A conflict in a list.

    Attributes
    ----------
    consequences : tuple of str
        What hangs on keeping to one side.
    """

    id: str
    number: int
    sentence: str
    across: bool
    levels: str
    consequences: tuple[str, ...]
    flags: int


@dataclass(frozen=True)
class Section:
    """Conflicts between the same issuers, documents or levels."""

    names: tuple[tuple[str, str], ...]
    smallest: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Held:
    """A policy with the numbers of the conflicts it is in."""

    told: Mapping[str, Any]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Side:
    """One policy of a conflict, and the way out it would be.

    Attributes
    ----------
    way : mapping or None
        The smallest change to it that frees the conflict; None where no change to it alone is enough.
    plan, action, what_if : str
        What links to a plan, an action and the what-if page carry.
    """

    told: Mapping[str, Any]
    level: str
    consequence: str
    way: Mapping[str, Any] | None
    drops: Sequence[Mapping[str, Any]]
    frees: tuple[Line, ...]
    plan: str
    action: str
    what_if: str
    pk: int | None


def line_of(one: Mapping[str, Any], content: Mapping[str, Any]) -> Line:
    """Return a conflict as a list shows it."""
    policies = content["study"]["policies"]
    held = [policies[name] for name in one["policies"]]
    return Line(
        one["id"],
        one["number"],
        one["sentence"],
        len(one["levels"]) > 1,
        ", ".join(level_words(level) for level in sorted(one["levels"], key=_rank)),
        tuple(f"{p['issuer']}: {_BAD[p['consequence']]}" for p in held if p["consequence"] in _BAD),
        content["heard"].get(one["id"], 0),
    )


def sections_of(content: Mapping[str, Any], by: str) -> list[Section]:
    """Return the conflicts by issuer, document or level of management."""
    study = content["study"]
    lines = {one["id"]: line_of(one, content) for one in study["conflicts"]}
    return [
        Section(
            tuple((name, _called(name, by)) for name in _ordered(group["names"], by)),
            group["smallest"],
            tuple(lines[known] for known in group["conflicts"]),
        )
        for group in study[by]
    ]


def inside(content: Mapping[str, Any], by: str, name: str) -> tuple[list[Line], list[Held]] | None:
    """Return the conflicts and policies of one issuer, document or level; None where it has none."""
    study = content["study"]
    policies = [told for told in study["policies"].values() if told[by] == name]
    found = [one for one in study["conflicts"] if name in one[f"{by}s"]]
    if not policies:
        return None
    held = [
        Held(told, tuple(one["number"] for one in study["conflicts"] if told["id"] in one["policies"]))
        for told in policies
    ]
    return [line_of(one, content) for one in found], held


def graph_in(content: Mapping[str, Any]) -> ConflictGraph | None:
    """Return the picture of all conflicts; None where there is none."""
    study = content["study"]
    if not study["conflicts"]:
        return None
    return graph_of(study["policies"], [one["policies"] for one in study["conflicts"]])


def sides_of(
    one: Mapping[str, Any], content: Mapping[str, Any], basis: str, pks: Mapping[str, int]
) -> list[Side]:
    """Return the policies of a conflict side by side."""
    study = content["study"]
    others = {other["id"]: line_of(other, content) for other in study["conflicts"]}
    ways = {way["policy"]: way for way in one["ways"]}
    sides = []
    for name in one["policies"]:
        told, way = study["policies"][name], ways.get(name)
        real = None if way is None else way["as_today"] or way
        change = "" if real is None else real["words"]
        sides.append(
            Side(
                told,
                level_words(told["level"]),
                _BAD.get(told["consequence"], ""),
                way,
                [drop for drop in one["drops"] if drop["document"] == told["document"]],
                tuple(others[known] for known in (way["frees"] if way else ()) if known in others),
                plan_query(one["sentence"], change),
                urlencode({"title": _begun(change), "owner_unit": told["issuer"][:120]}),
                _what_if(basis, way, real),
                pks.get(name),
            )
        )
    return sides


def plan_query(sentence: str, change: str) -> str:
    """Return what a link to a new intervention carries: where it comes from, and what it is called."""
    return urlencode({"from": f"conflict:{sentence}", "title": _begun(change), "kind": "policy"})


def corrections_of(content: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], str]]:
    """Return the corrections, each with what a link to its plan carries; nothing where it is not ours."""
    told = []
    for one in content["study"]["corrections"]:
        words = "; ".join(change["words"] for change in one["changes"])
        plan = "" if one["hard"] or not words else plan_query(f"So that all else can be met: {words}.", words)
        told.append((one, plan))
    return told


def level_words(level: str) -> str:
    """Name a level of management."""
    return LEVEL_WORDS.get(level, level)


def _begun(change: str) -> str:
    return f"{change[:1].upper()}{change[1:]}"[:_MOST_TITLE]


def _what_if(basis: str, way: Mapping[str, Any] | None, real: Mapping[str, Any] | None) -> str:
    if way is None or real is None:
        return ""
    asked: dict[str, Any] = {"in": basis}
    if real["metric"] in SLIDERS:
        asked[SLIDERS[real["metric"]]] = round(real["value"], 4)
    elif way["handle_s"] is not None:
        asked["handle_s"] = round(way["handle_s"], 1)
    else:
        return ""
    return urlencode(asked)


def _called(name: str, by: str) -> str:
    return level_words(name) if by == "level" else name


def _ordered(names: Sequence[str], by: str) -> list[str]:
    return sorted(names, key=_rank) if by == "level" else list(names)


def _rank(level: str) -> int:
    """Levels of management from the top."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)
