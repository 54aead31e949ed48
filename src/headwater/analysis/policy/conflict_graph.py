"""The picture of conflicts by level of management: a row for each policy, a line for each conflict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from headwater.analysis.charts.theme import CATEGORICAL, LIGHT, NARROW, WIDE, Token
from headwater.analysis.frames import Columns
from headwater.analysis.policy.policy import LEVELS

LEVEL_WORDS = {
    "law": "Law",
    "exec": "Executives",
    "director": "Directors",
    "team": "Team leads",
    "QA": "Quality",
    "finance": "Finance",
    "HR": "Human resources",
    "WFM": "Workforce management",
}
_DASHES = ("", "6 3", "2 3", "8 3 2 3")
_PIXELS_A_LETTER, _FONT, _HEAD, _ROW, _GAP = 6.2, 13, 34, 30, 26
_LABELS, _NARROW_ROW, _MARGIN = 340, 46, 8


@dataclass(frozen=True)
class Node:
    """A policy in the picture."""

    id: str
    level: str
    issuer: str
    demand: str


@dataclass(frozen=True)
class ConflictGraph:
    """Conflicts as upright lines through the policies that take part, by level of management.

    Attributes
    ----------
    nodes : tuple of Node
        Policies that take part in a conflict.
    edges : tuple of tuple of str
        The policies of each conflict, by their ids.

    Examples
    --------
    >>> graph = ConflictGraph(
    ...     (Node("aht", "director", "Operations", "handle time of at most 240 s"),
    ...      Node("script", "exec", "Marketing", "a script that takes at least 390 s")), (("aht", "script"),))
    >>> graph.title, graph.svg().count("<circle")
    ('1 conflict between 2 policies, by level of management', 2)
    """

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, ...], ...]

    @property
    def rows(self) -> list[tuple[str, list[Node]]]:
        """Levels of management from the top, each with its policies."""
        levels = sorted({node.level for node in self.nodes}, key=_rank)
        inside = sorted(self.nodes, key=lambda node: (node.issuer, node.id))
        return [(level, [node for node in inside if node.level == level]) for level in levels]

    @property
    def title(self) -> str:
        """What it shows."""
        count, policies = len(self.edges), len(self.nodes)
        return (
            f"{count} conflict{'' if count == 1 else 's'} between {policies} "
            f"polic{'y' if policies == 1 else 'ies'}, by level of management"
        )

    @property
    def description(self) -> str:
        """What can be seen in it."""
        level = {node.id: node.level for node in self.nodes}
        across = sum(len({level[policy] for policy in edge}) > 1 for edge in self.edges)
        most = max(self.nodes, key=lambda n: sum(n.id in edge for edge in self.edges), default=None)
        said = "Each upright line is a conflict: its number on top, a dot at every policy that takes part."
        if len(self.edges) == 1:
            said += " It runs across levels." if across else " It stays on one level."
        elif self.edges:
            said += f" {across} of {len(self.edges)} run{'s' if across == 1 else ''} across levels."
        if most is not None and len(self.edges) > 1:
            held = sum(most.id in edge for edge in self.edges)
            said += f" Most go through {most.issuer}: {most.demand} ({held})."
        return said

    @property
    def columns(self) -> Columns:
        """The table behind it: a row for each policy."""
        inside = [node for _, nodes in self.rows for node in nodes]
        return {
            "Level": [LEVEL_WORDS.get(node.level, node.level) for node in inside],
            "Issuer": [node.issuer for node in inside],
            "Wants": [node.demand for node in inside],
            "In conflicts": [
                ", ".join(f"no. {n}" for n, edge in enumerate(self.edges, 1) if node.id in edge)
                for node in inside
            ],
        }

    @property
    def narrow(self) -> "ConflictGraph":
        """The same; it is drawn anew for a phone."""
        return self

    def svg(self, *, narrow: bool = False, key: str | None = None) -> str:
        """Return the picture as SVG, for a desk or a phone; `key` starts its ids on a page."""
        key = key or "conflict-graph"
        return _narrow(self, key) if narrow else _wide(self, key)


def graph_of(policies: Mapping[str, Mapping[str, Any]], conflicts: Sequence[Sequence[str]]) -> ConflictGraph:
    """Return the picture of conflicts that were kept as plain data."""
    inside = {policy for conflict in conflicts for policy in conflict}
    nodes = tuple(
        Node(name, one["level"], one["issuer"], one["demand"])
        for name, one in policies.items()
        if name in inside
    )
    return ConflictGraph(nodes, tuple(tuple(conflict) for conflict in conflicts))


def _wide(graph: ConflictGraph, key: str) -> str:
    first = _LABELS + 16
    step = min(34.0, max(11.0, (WIDE - first - 14) / max(len(graph.edges), 1)))
    width = max(WIDE, round(first + step * len(graph.edges) + 4))
    y, at, parts = float(_HEAD), {}, []
    for level, nodes in graph.rows:
        parts += [_edge(y, width), _heading(y, LEVEL_WORDS.get(level, level))]
        y += _GAP
        for node in nodes:
            middle = y + _ROW / 2
            at[node.id] = middle
            parts.append(_text(_MARGIN, middle + 4, _cut(f"{node.issuer}: {node.demand}", _LABELS)))
            parts.append(_rule(first - 12, middle, width - 4))
            y += _ROW
        y += 6
    xs = [first + step * (n + 0.5) for n in range(len(graph.edges))]
    return _picture(graph, key, (width, y), parts + _lines(graph, xs, at, step))


def _narrow(graph: ConflictGraph, key: str) -> str:
    step = min(30.0, max(10.5, (NARROW - 20) / max(len(graph.edges), 1)))
    width = max(NARROW, round(20 + step * len(graph.edges)))
    y, at = float(_HEAD), {}
    rules, words = [], []  # words stand over the lines, on paper of their own
    for level, nodes in graph.rows:
        rules.append(_edge(y, width))
        words.append(_heading(y, LEVEL_WORDS.get(level, level), over=True))
        y += _GAP
        for node in nodes:
            label = _cut(f"{node.issuer}: {node.demand}", NARROW - 12)
            words.append(_text(_MARGIN, y + 14, label, over=True))
            at[node.id] = y + 31
            rules.append(_rule(_MARGIN, y + 31, width - 6))
            y += _NARROW_ROW
        y += 10
    xs = [12 + step * (n + 0.5) for n in range(len(graph.edges))]
    return _picture(graph, key, (width, y), rules + _lines(graph, xs, at, step) + words)


def _lines(graph: ConflictGraph, xs: Sequence[float], at: Mapping[str, float], step: float) -> list[str]:
    """Draw each conflict: its number, an upright line, and a dot at each of its policies."""
    parts = []
    radius = 7.5 if step >= 20 else 4.5
    for number, (x, edge) in enumerate(zip(xs, graph.edges, strict=True), 1):
        ys = sorted(at[policy] for policy in edge)
        paint = _paint(CATEGORICAL[(number - 1) % len(CATEGORICAL)])
        dash = _DASHES[(number - 1) // len(CATEGORICAL) % len(_DASHES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        # where lines stand close, every other number stands higher
        top = _HEAD - 9 if step >= 16 or number % 2 else _HEAD - 21
        parts.append(
            f'<text x="{x:.1f}" y="{top}" text-anchor="middle" font-size="{_FONT - 1}" font-weight="600" '
            f'fill="{_paint("ink")}">{number}</text>'
        )
        parts.append(
            f'<path d="M{x:.1f} {_HEAD - 4}V{ys[0]:.1f}" stroke="{_paint("grid")}" stroke-width="1"/>'
            f'<path d="M{x:.1f} {ys[0]:.1f}V{ys[-1]:.1f}" stroke="{paint}" stroke-width="2.5"{dashed}/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{paint}" stroke="{_paint("paper")}" '
            'stroke-width="1.5"/>'
            for y in ys
        ]
    return parts


def _picture(graph: ConflictGraph, key: str, size: tuple[float, float], parts: Sequence[str]) -> str:
    width, height = size
    name, said = quoteattr(f"{key}-title"), quoteattr(f"{key}-desc")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f"aria-labelledby={name} aria-describedby={said} "
        f'font-family="inherit" style="width:100%;max-width:{width:g}px;height:auto;overflow:visible">'
        f"<title id={name}>{escape(graph.title)}</title><desc id={said}>{escape(graph.description)}</desc>"
        f"{''.join(parts)}</svg>"
    )


def _edge(y: float, width: float) -> str:
    return f'<path d="M0 {y:.1f}H{width:g}" stroke="{_paint("axis")}" stroke-width="1"/>'


def _heading(y: float, words: str, *, over: bool = False) -> str:
    return _text(_MARGIN, y + 17, words, over=over, more=' font-weight="600"', shade="quiet")


def _text(x: float, y: float, words: str, *, over: bool = False, more: str = "", shade: Token = "ink") -> str:
    if over:
        more += f' paint-order="stroke" stroke="{_paint("paper")}" stroke-width="5" stroke-linejoin="round"'
    return (
        f'<text x="{x:g}" y="{y:.1f}" font-size="{_FONT}" fill="{_paint(shade)}"{more}>{escape(words)}</text>'
    )


def _rule(x: float, y: float, end: float) -> str:
    return f'<path d="M{x:g} {y:.1f}H{end:g}" stroke="{_paint("grid")}" stroke-width="1"/>'


def _cut(words: str, pixels: float) -> str:
    most = int(pixels / _PIXELS_A_LETTER)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _paint(token: Token) -> str:
    return f"var(--chart-{token},{LIGHT[token]})"


def _rank(level: str) -> tuple[int, str]:
    return (LEVELS.index(level) if level in LEVELS else len(LEVELS), level)
