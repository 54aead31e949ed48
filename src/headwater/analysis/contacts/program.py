"""A chain of SQL steps: each named once, computed once, in the first layer where all it needs is there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from headwater.analysis.contacts.engines.duckdb import quoted
from headwater.analysis.contacts.parsing import SPACE, SPACES


@dataclass(frozen=True)
class Step:
    """A named value of each row."""

    name: str
    layer: int

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Check:
    """Something that must not be true of a row that is accepted.

    Attributes
    ----------
    fails : Step
        True for a row that fails.
    columns : tuple of str
        The columns of the export it is about.
    shown : Step or None
        What stood there, as text.
    reason : str
        What is wrong then.
    """

    fails: Step
    columns: tuple[str, ...]
    shown: Step | None
    reason: str


@dataclass
class Program:
    """Steps over one source batch, whose columns are `c0`, `c1`, ... in the order of `columns`.

    A column that the file does not have is null.
    """

    columns: tuple[str, ...]
    layers: list[dict[str, str]] = field(default_factory=lambda: [{}])
    checks: list[Check] = field(default_factory=list)
    _known: dict[str, Step] = field(default_factory=dict)

    def column(self, name: str) -> Step:
        """Return a column of the export, trimmed, null when empty."""
        if name not in self.columns:
            return self.literal(None)
        raw = f"c{self.columns.index(name)}"
        # a look at both ends costs a tenth of a trim, and most texts need none
        ends = f"{raw}[1] IN {SPACES} OR {raw}[-1] IN {SPACES}"
        return self.step(f"nullif(CASE WHEN {ends} THEN trim({raw}, {SPACE}) ELSE {raw} END, '')", ())

    def literal(self, text: str | None) -> Step:
        """Return the same text for every row."""
        return self.step("NULL::VARCHAR" if text is None else f"{quoted(text)}::VARCHAR", ())

    def step(self, sql: str, needs: Iterable[Step]) -> Step:
        """Add a step, or return the one that computes the same already."""
        if sql in self._known:
            return self._known[sql]
        layer = max((step.layer + 1 for step in needs), default=0)
        while len(self.layers) <= layer:
            self.layers.append({})
        step = Step(f"s{len(self._known)}", layer)
        self.layers[layer][step.name] = sql
        self._known[sql] = step
        return step

    def check(
        self, sql: str, needs: Iterable[Step], columns: tuple[str, ...], shown: Step | None, why: str
    ) -> Check:
        """Return a check on a condition; it counts once it is in `checks`."""
        return Check(self.step(f"coalesce({sql}, false)", needs), columns, shown, why)

    def sql(self, table: str, outputs: Iterable[str]) -> str:
        """Return a query over `table` that gives the outputs: its columns, and SQL over steps."""
        query = f"SELECT * FROM {table}"
        for layer in self.layers:
            if layer:
                steps = ", ".join(f"{sql} AS {name}" for name, sql in layer.items())
                query = f"SELECT *, {steps} FROM ({query})"
        return f"SELECT {', '.join(outputs)} FROM ({query})"
