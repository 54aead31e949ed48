"""What a sample of a column's values can be: durations, channel words, ratings and so on."""

import json
import re
from typing import Any

from headwater.analysis.contacts.suggesting.column_values import Fit, Values
from headwater.analysis.contacts.suggesting.header_names import plain
from headwater.analysis.contacts.suggesting.value_words import NO, UNITS, YES


def durations(values: Values) -> Fit:
    """Test for durations: numbers of a unit the header says, or clock times.

    Examples
    --------
    >>> durations(Values.of("Talk time (min)", ["3", "4.5"])).modifiers
    {'unit': 'minutes'}
    >>> durations(Values.of("Talk time", ["0:03:10", "1:00:00"])).modifiers
    {'unit': 'clock'}
    """
    n = len(values.filled)
    if not n:
        return Fit(0.0, "it has no values")
    clocks = values.count(lambda v: re.fullmatch(r"\d+:[0-5]\d:[0-5]\d(\.\d+)?", v))
    if clocks > n / 2:
        return Fit(clocks / n, f"values are h:mm:ss {clocks} of {n}", {"unit": "clock"})
    hits = values.count(lambda v: number(v.removeprefix("-")) is not None and not v.startswith("-"))
    unit = _unit_of(values.name)
    modifiers: dict[str, Any] = {"unit": unit or "seconds"}
    if values.count(lambda v: re.fullmatch(r"\d+,\d{1,2}", v)) and not values.count(lambda v: "." in v):
        modifiers["decimal"] = ","
    doubt = "" if unit else "nothing says the unit: seconds are assumed, check it"
    return Fit(hits / n, f"values are numbers of 0 or more {hits} of {n}", modifiers, doubt)


def words(values: Values, vocabulary: dict[str, tuple[str, ...]], what: str) -> Fit:
    """Test for the words of a small vocabulary, and map each word seen to its canonical one."""
    n = len(values.filled)
    if not n:
        return Fit(0.0, "it has no values")
    known = {word: canonical for canonical, group in vocabulary.items() for word in group}
    seen = sorted(set(values.filled))
    found = {v: known[plain(v)] for v in seen if plain(v) in known}
    hits = values.count(lambda v: v in found)
    strange = [v for v in seen if v not in found]
    doubt = f"{len(strange)} of {len(seen)} distinct values are no {what} we know" if strange else ""
    modifiers = {"values": found, "otherwise": "other" if what == "channel" else "empty"}
    return Fit(hits / n, f"{len(found)} of {len(seen)} distinct values are a {what}", modifiers, doubt)


def flags(values: Values) -> Fit:
    """Test for yes and no."""
    n = len(values.filled)
    if not n:
        return Fit(0.0, "it has no values")
    hits = values.count(lambda v: plain(v) in YES or plain(v) in NO)
    yes = sorted({v for v in values.filled if plain(v) in YES})
    return Fit(hits / n, f"values are yes or no {hits} of {n}", {"true_when": yes} if yes else {})


def counts(values: Values) -> Fit:
    """Test for small whole numbers."""
    n = len(values.filled)
    hits = values.count(lambda v: re.fullmatch(r"\d{1,4}", v))
    return Fit(
        hits / n if n else 0.0, f"values are small whole numbers {hits} of {n}" if n else "it has no values"
    )


def ratings(values: Values) -> Fit:
    """Test for ratings and find their scale.

    Examples
    --------
    >>> ratings(Values.of("CSAT", ["5", "1", "4"])).modifiers
    {'scale': [1, 5]}
    """
    n = len(values.filled)
    if not n:
        return Fit(0.0, "it has no values")
    if {plain(v) for v in values.filled} <= {"good", "bad", "offered", "unoffered"}:
        said = {"values": {"good": "1", "bad": "0"}, "otherwise": "empty", "scale": [0, 1]}
        return Fit(1.0, "values are good and bad", said)
    found = [x for x in map(number, values.filled) if x is not None]
    if len(found) < n * 0.9:
        return Fit(len(found) / n, f"values are numbers {len(found)} of {n}")
    low, high = min(found), max(found)
    whole = all(x == int(x) for x in found)
    scales = [(0, 1)] if not whole or high <= 1 else [(1, 5), (0, 10), (0, 100)]
    scale = next(((a, b) for a, b in scales if a <= low and high <= b), None)
    if scale is None:
        return Fit(0.0, f"values from {low:g} to {high:g} are on no scale we know")
    doubt = "" if high == scale[1] else f"the highest value seen is {high:g}: check the scale"
    return Fit(1.0, f"values lie from {low:g} to {high:g}", {"scale": list(scale)}, doubt)


def identifiers(values: Values, *, unique: bool) -> Fit:
    """Test for identifiers: all different for a contact, repeating for a customer or an agent."""
    n = len(values.filled)
    if not n:
        return Fit(0.0, "it has no values")
    short = values.count(lambda v: len(v) <= 80) / n
    said = f"{values.distinct} distinct values in {n}"
    if unique:
        return Fit(1.0 if values.distinct == n == values.rows and short == 1 else 0.0, said)
    return Fit(short if values.distinct > 1 else 0.5, said)


def labels(values: Values) -> Fit:
    """Test for names from a short list, such as teams or reasons."""
    n = len(values.filled)
    if not n:
        return Fit(0.0, "it has no values")
    short = values.count(lambda v: len(v) <= 80) / n
    few = values.distinct <= max(60, n // 5)
    return Fit(short if few else 0.3, f"{values.distinct} distinct values in {n}")


def lists(values: Values) -> Fit:
    """Test for lists of labels in one field, and find what stands between them."""
    n = len(values.filled)
    if not n:
        return Fit(0.0, "it has no values")
    if values.count(_is_list) > n / 2:
        return Fit(values.count(_is_list) / n, "values are JSON lists", {"list": True})
    separator = max((";", ",", "|"), key=lambda s: values.count(lambda v: s in v))
    hits = values.count(lambda v: separator in v)
    doubt = "" if hits else "no value holds more than one label: check what stands between them"
    return Fit(0.9, f"{hits} of {n} values hold several labels", {"split": separator}, doubt)


def free_text(values: Values) -> Fit:
    """Test for what people write."""
    n = len(values.filled)
    if not n:
        return Fit(0.0, "it has no values")
    hits = values.count(lambda v: " " in v or len(v) > 30)
    return Fit(0.5 + hits / n / 2, f"{hits} of {n} values are more than one word")


def number(text: str) -> float | None:
    """Read a number, with a point or a comma before the decimals."""
    if not re.fullmatch(r"-?\d+([.,]\d+)?", text):
        return None
    return float(text.replace(",", "."))


def _is_list(text: str) -> bool:
    if not text.startswith("["):
        return False
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def _unit_of(header: str) -> str:
    found = set(plain(header).split())
    return next((unit for unit, names in UNITS.items() if found.intersection(names)), "")
