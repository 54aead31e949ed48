"""The tree of causes for pages: every node by its codes, and the coded contacts that lie in it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from headwater.analysis.demand.causes.causes_result import Causes
from headwater.analysis.demand.causes.evidence import readings_that_count
from headwater.analysis.demand.causes.nodes import Node
from headwater.apps.demand.showing import code_words

OTHERS = "*"
"""In an address: the codes of a level that were folded together."""

Path = tuple[tuple[str, str], ...]


def address(path: Path) -> str:
    """Return where a node stands as the end of an address, without `?`; empty for all failure demand."""
    return urlencode(path)


def nodes(found: Causes) -> dict[str, dict[str, Any]]:
    """Return every node of the tree and of the flat views, by its address."""
    made: dict[str, dict[str, Any]] = {}
    for path, node, below in _walk((), found.failure):
        made[address(path)] = _node(path, node, below)
    for level in found.views:
        for node in found.views[level]:
            path = (_step(level, node),)
            made.setdefault(address(path), _node(path, node, ()))
    return made


def outline(found: Causes) -> list[dict[str, Any]]:
    """Return the tree as rows, each with its depth and its address."""
    return [
        {
            "depth": len(path) - 1,
            "address": address(path),
            "title": _title(node),
            "level": node.level,
            "coded": node.coded,
            "share": {m: node.share.of(m).to_dict() for m in found.measures},
            "yearly": {m: node.yearly.of(m).to_dict() for m in found.measures},
            "side": node.side,
        }
        for path, node, _ in _walk((), found.failure)
        if path
    ]


def coded_contacts(found: Causes, timezone: str) -> list[dict[str, Any]]:
    """Return the coded contacts that are failure demand by some reading: ids, day, codes; no words.

    Each says how many contacts it stands for, and in which nodes it lies: where readings differ and nobody
    has decided, with the part of them that puts it there.
    """
    facts = found.found.facts
    zone = ZoneInfo(timezone)
    listed = []
    for at, contact in enumerate(facts.contacts):
        readings = readings_that_count(contact)
        places = Counter(address(place) for said in readings for place in set(_places(found, said)))
        if not places:
            continue
        opened = datetime.fromtimestamp(int(facts.opened_epoch[at]), UTC).astimezone(zone)
        listed.append(
            {
                "source": contact.source,
                "contact_id": contact.contact_id,
                "day": opened.date().isoformat(),
                "channel": facts.channel[at],
                "team": facts.team[at],
                "reason": facts.reason_source[at],
                "codes": [dict(said) for said in readings],
                "stands_for": float(facts.weight[at]),
                "in": {place: n / len(readings) for place, n in sorted(places.items())},
            }
        )
    return sorted(listed, key=lambda row: (row["day"], row["contact_id"]), reverse=True)


def _places(found: Causes, said: Mapping[str, str]) -> Iterator[Path]:
    """Yield every node a reading lies in."""
    if said.get("demand_type") != "failure":
        return
    yield ()
    path: Path = ()
    node = found.failure
    while node.children:
        step = _child(node.children, said)
        if step is None:
            break
        path, node = (*path, _step(step.level, step)), step
        yield path
        if step.folded:
            break
    for level, views in found.views.items():
        top = _child(views, said)
        if top is not None:
            yield (_step(level, top),)


def _child(children: Sequence[Node], said: Mapping[str, str]) -> Node | None:
    """Return the node of a level that holds a reading: its own, or the one of all that were folded."""
    own = next((n for n in children if not n.folded and said.get(n.level) == n.name), None)
    return own or next((n for n in children if n.folded), None)


def _walk(path: Path, node: Node) -> Iterator[tuple[Path, Node, tuple[Path, ...]]]:
    below = tuple((*path, _step(child.level, child)) for child in node.children)
    yield path, node, below
    for place, child in zip(below, node.children, strict=True):
        yield from _walk(place, child)


def _step(level: str, node: Node) -> tuple[str, str]:
    return level, OTHERS if node.folded else node.name


def _title(node: Node) -> str:
    return code_words(node.name) if node.level in ("cause", "failure_code") else node.name


def _node(path: Path, node: Node, below: tuple[Path, ...]) -> dict[str, Any]:
    return {
        "title": _title(node) if path else "All failure demand",
        "level": node.level,
        "path": [address(path[: at + 1]) for at in range(len(path))],
        "below": [address(place) for place in below],
        "coded": node.coded,
        "share": node.share.to_dict(),
        "yearly": node.yearly.to_dict(),
        "trend": str(node.trend),
        "followed": node.knock_on.followed.to_dict(),
        "rest": node.knock_on.rest.to_dict(),
        "sets_off": node.knock_on.hours.to_dict(),
        "satisfaction": node.satisfaction.to_dict(),
        "owner": node.owner,
        "cause": code_words(node.cause),
        "side": node.side,
    }
