"""What may be said of which canonical column, and why some mappings are refused."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Keyed
from typing import Literal

from headwater.analysis.contacts.language import Expression, refusal
from headwater.analysis.contacts.schema import Column, Kind, Table
from headwater.analysis.errors import nearest

_ELAPSED_NAME = re.compile(r"full_?resolution|resolution_time|(^|_)time_to_|elapsed|duration")
"""Names that vendors give to time that passed, not to time worked."""

_ONLY_FOR: dict[str, tuple[Kind, ...]] = {
    "format": ("timestamp",),
    "timezone": ("timestamp",),
    "unit": ("seconds",),
    "measures": ("seconds",),
    "decimal": ("seconds", "count", "share", "number"),
    "scale": ("share",),
    "add": ("count",),
    "split": ("texts",),
    "list_": ("texts",),
    "true_when": ("flag",),
    "when": ("flag", "text", "choice"),
    "sum_": ("seconds", "count", "number"),
    "greatest": ("seconds", "count", "number", "timestamp"),
    "seconds_between": ("seconds",),
}
"""Modifiers and sources, and the kinds of column they make sense for."""


def check_column(
    column: Column | None, expression: Expression, section: str = "columns", name: str = ""
) -> None:
    """Refuse an expression that does not fit its column; `column` is None for custom values and texts."""
    place = ("columns", column.name) if column else (section, name)
    identifies = column is not None and bool(column.identifies)
    if (expression.pseudonym and not identifies) or any(c.pseudonym for c in _all_parts(expression)):
        raise refusal("`pseudonym` is for a column that identifies a person, as a whole.", *place)
    _check_kind(expression, column.kind if column else "text", place)
    if column is not None and column.choices:
        _check_choices(expression, column, place)
    if column is not None and column.name == "handle_seconds":
        _check_touch_time(expression, place)


def _all_parts(expression: Expression) -> Iterator[Expression]:
    for child in expression.children:
        yield child
        yield from _all_parts(child)


def check_split(at: Expression) -> None:
    """Refuse a split whose instants cannot be read."""
    if at.column is None:
        raise refusal("a split reads its instants from one `column`.", "split", "at")
    for key in ("values", "lower", "extract", "empty"):
        if getattr(at, key):
            raise refusal(f"`{key}` changes words; a split reads a list of instants.", "split", "at", key)
    _check_kind(at.model_copy(update={"split": None, "list_": False}), "timestamp", ("split", "at"))


def check_raw_identifiers(
    table: Table,
    columns: Keyed[str, Expression],
    custom: Keyed[str, Expression],
    text: Keyed[Literal["subject", "body"], Expression],
) -> None:
    """Refuse a mapping that would carry a raw identifier into a column that is not made a pseudonym."""
    identifiers = {
        name: column.name
        for column in table.columns
        if column.identifies and column.name in columns
        for name, _ in columns[column.name].columns()
    }
    kept: list[tuple[tuple[str, str], Expression]] = [
        (("columns", n), e) for n, e in columns.items() if _keeps_words(table[n])
    ]
    kept += [(("custom", n), e) for n, e in custom.items()]
    kept += [(("text", n), e) for n, e in text.items()]
    for place, expression in kept:
        for name in expression.raw_columns():
            if name in identifiers:
                raise refusal(
                    f"the column {name!r} identifies a person ({identifiers[name]}), so its words may go "
                    f"nowhere else. Leave {place[1]!r} out, or map its values with `values`.",
                    *place,
                )


def _keeps_words(column: Column) -> bool:
    return not column.identifies and column.kind in ("text", "texts")


def _check_kind(expression: Expression, kind: Kind, place: tuple[str | int, ...]) -> None:
    for key in ("values", "lower", "extract", "empty"):
        if expression.source in ("sum", "greatest", "seconds_between") and getattr(expression, key):
            raise refusal(f"`{key}` changes words; `{expression.source}` gives a number.", *place, key)
    for key, kinds in _ONLY_FOR.items():
        if getattr(expression, key) in (None, False) or kind in kinds:
            continue
        word = key.rstrip("_")
        raise refusal(
            f"`{word}` is for {' and '.join(_PLAIN[k] for k in kinds)}; this is {_PLAIN[kind]}.", *place
        )
    inner: Kind = kind
    changes_words = expression.values or expression.lower or expression.extract or expression.empty
    if expression.join is not None or (expression.coalesce is not None and changes_words):
        inner = "text"
    elif expression.seconds_between is not None:
        inner = "timestamp"
    for number, child in enumerate(expression.children):
        _check_kind(child, inner, (*place, expression.source, number))


_PLAIN: dict[Kind, str] = {
    "text": "text",
    "timestamp": "instants",
    "choice": "a choice",
    "seconds": "seconds",
    "flag": "flags",
    "count": "counts",
    "share": "satisfaction",
    "texts": "lists of text",
    "number": "numbers",
    "map": "maps",
}


def _check_choices(expression: Expression, column: Column, place: tuple[str | int, ...]) -> None:
    said: list[tuple[str, tuple[str, ...]]] = [
        (value, ("values", key)) for key, value in (expression.values or {}).items()
    ]
    if expression.constant is not None and expression.values is None:
        said.append((expression.constant, ("constant",)))
    if expression.otherwise not in (None, "reject", "keep", "empty"):
        said.append((str(expression.otherwise), ("otherwise",)))
    for value, where in said:
        if value and value not in column.choices:
            raise refusal(
                f"{column.name} cannot be {value!r}.{nearest(value, list(column.choices))}", *place, *where
            )
    if expression.values is None:
        for number, child in enumerate(expression.children):
            _check_choices(child, column, (*place, expression.source, number))


def _check_touch_time(expression: Expression, place: tuple[str | int, ...], touch: bool = False) -> None:
    why = (
        "handle_seconds is touch time: talk, hold and wrap-up. {0} Time that passed is not work; leave "
        "handle_seconds out if the export has no touch time."
    )
    if expression.seconds_between is not None:
        raise refusal(
            why.format("`seconds_between` gives the time that passed between two instants."),
            *place,
            "seconds_between",
        )
    if expression.measures not in (None, "touch"):
        said = {"elapsed": "elapsed time", "business_hours": "elapsed business hours"}[expression.measures]
        raise refusal(why.format(f"This column is said to measure {said}."), *place, "measures")
    touch = touch or expression.measures == "touch"
    if expression.column is not None and not touch:
        plain = re.sub(r"[^a-z0-9]+", "_", expression.column.lower())
        if _ELAPSED_NAME.search(plain):
            raise refusal(
                why.format(
                    f"The name of {expression.column!r} says that time passed. "
                    "If it does hold touch time, say `measures: touch`."
                ),
                *place,
                "column",
            )
    for number, child in enumerate(expression.children):
        _check_touch_time(child, (*place, expression.source, number), touch)
