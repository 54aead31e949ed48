"""How words are read as values of each kind, and what is refused."""

from dataclasses import dataclass, replace

from headwater.analysis.contacts import parsing
from headwater.analysis.contacts.language import Expression
from headwater.analysis.contacts.program import Check, Program, Step
from headwater.analysis.contacts.schema import Column, Kind


@dataclass(frozen=True)
class Reading:
    """How text is to be read; an expression hands it on to the parts it is made of."""

    name: str
    kind: Kind
    zone: str
    choices: tuple[str, ...] = ()
    format: tuple[str, ...] = ("iso",)
    unit: str = "seconds"
    decimal: str = "."
    scale: tuple[float, float] | None = None
    add: int | None = None
    separator: str | None = None
    as_list: bool = False
    true_when: tuple[str, ...] | None = None

    @classmethod
    def of(cls, column: Column, zone: str) -> "Reading":
        """Return how a canonical column is read when the mapping says nothing more."""
        return cls(column.name, column.kind, zone, column.choices)

    def refined(self, expression: Expression) -> "Reading":
        """Return the reading with what an expression says of it."""
        e = expression
        return replace(
            self,
            zone=e.timezone or self.zone,
            format=tuple(e.format) if e.format else self.format,
            unit=e.unit or self.unit,
            decimal=e.decimal or self.decimal,
            scale=e.scale or self.scale,
            add=self.add if e.add is None else e.add,
            separator=e.split or self.separator,
            as_list=e.list_ or self.as_list,
            true_when=self.true_when if e.true_when is None else tuple(e.true_when),
        )


@dataclass(frozen=True)
class Compiled:
    """A value of each row, and what can go wrong with it.

    Attributes
    ----------
    value : Step
        The typed value.
    words : Step
        The words it was read from; null where there are none.
    shown : Step
        What to show when it is refused: the words before the mapping changed them.
    columns : tuple of str
        The columns of the export it was made from.
    checks : tuple of Check
        What must not be true, in order.
    """

    value: Step
    words: Step
    shown: Step
    columns: tuple[str, ...]
    checks: tuple[Check, ...]


def read_words(program: Program, text: Compiled, reading: Reading) -> Compiled:
    """Return words as a value of the kind its column holds, with the checks on it."""
    words, name, kind = text.value, reading.name, reading.kind
    t = words.name
    sql, what = _sql_and_name(t, reading)
    value = program.step(sql, [words])
    if kind == "count":
        number = value
        value = program.step(
            f"CASE WHEN {number} = trunc({number}) THEN try_cast({number} AS INTEGER) END", [number]
        )
    checks = list(text.checks)

    def check(condition: str, why: str, step: Step) -> None:
        checks.append(program.check(condition, [words, step], text.columns, text.shown, f"{name} {why}"))

    check(f"{t} IS NOT NULL AND {value} IS NULL", f"is not {what}", value)
    if kind == "timestamp":
        outside = f"{value} < {parsing.EARLIEST} OR {value} >= {parsing.LATEST}"
        check(outside, "is before 1990 or after 2099", value)
    elif kind in ("seconds", "number", "count"):
        check(f"{value} < 0", "is negative", value)
        checks.append(not_too_large(program, value, reading, text.columns, text.shown))
        if kind == "count" and reading.add:
            more = f"greatest({value}::BIGINT + {reading.add}, 0)"
            value = program.step(f"try_cast({more} AS INTEGER)", [value])
    elif kind == "share":
        low, high = reading.scale or (0.0, 1.0)
        check(
            f"{value} < {low!r} OR {value} > {high!r}",
            f"lies outside its scale {scale_name((low, high))}",
            value,
        )
        value = program.step(f"({value} - {low!r}) / {high - low!r}", [value])
    return Compiled(value, words, text.shown, text.columns, tuple(checks))


def _sql_and_name(t: str, reading: Reading) -> tuple[str, str]:
    """Return SQL that reads a text as a kind, and what such a text is called."""
    kind = reading.kind
    if kind == "timestamp":
        forms = " or ".join(reading.format)
        return parsing.instant(
            t, reading.format, reading.zone
        ), f"an instant that exists, of the form {forms}"
    if kind == "seconds":
        what = "a time of the form h:mm:ss" if reading.unit == "clock" else f"a number of {reading.unit}"
        return parsing.seconds(t, reading.unit, reading.decimal), what
    plain = parsing.number(t, reading.decimal)
    return {
        "count": (plain, "a whole number"),
        "share": (plain, "a number"),
        "number": (plain, "a number"),
        "flag": (parsing.flag(t, reading.true_when), "yes or no"),
        "choice": (parsing.choice(t, reading.choices), f"one of {', '.join(reading.choices)}"),
        "texts": (parsing.texts(t, reading.separator, reading.as_list), "a list in JSON"),
    }[kind]


def not_too_large(
    program: Program, value: Step, reading: Reading, columns: tuple[str, ...], shown: Step
) -> Check:
    """Return the check that a figure is not absurd; it also keeps arithmetic within its type."""
    most = 1e15 if reading.kind == "number" else 1e9
    why = f"{reading.name} is too large to be true"
    return program.check(f"{value} > {most!r}", [value], columns, shown, why)


def scale_name(scale: tuple[float, float]) -> str:
    """Return a rating's scale as it is kept.

    Examples
    --------
    >>> scale_name((1.0, 5.0))
    '1..5'
    """
    return f"{scale[0]:g}..{scale[1]:g}"
