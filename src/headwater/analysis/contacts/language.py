"""The words of a mapping: expressions over the columns of an export, and conditions on its rows."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from headwater.analysis.errors import nearest

SOURCES = ("column", "constant", "coalesce", "join", "sum", "greatest", "seconds_between", "when", "row")
"""Where a value can come from; an expression has exactly one of these."""

Unit = Literal["seconds", "milliseconds", "minutes", "hours", "clock"]
Measures = Literal["touch", "elapsed", "business_hours"]

FORMAT_CODES = frozenset("aAbBdfgHIjmMpSyYzZcxX%")
"""Letters that may follow a % (or %-) in the form of an instant, of those the engine reads."""


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Texts = Annotated[list[str], BeforeValidator(_one_or_many)]
"""One text or a list of texts."""


def refusal(message: str, *at: str | int) -> PydanticCustomError:
    """Return an error of this language; `at` leads from the model to the key that is wrong."""
    return PydanticCustomError("mapping", "{message}", {"message": message, "at": at})


class Part(BaseModel):
    """A part of a mapping: unknown keys are refused, with the nearest known one."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, given: Any) -> Any:
        given = cls.from_short(given)
        if not isinstance(given, dict):
            raise refusal(f"this has to be a set of keys ({', '.join(cls.keys())}), not {_shown(given)}.")
        known = cls.keys()
        for key in given:
            if key not in known:
                raise refusal(f"unknown key {key!r}.{nearest(str(key), known)}", key)
        return given

    @classmethod
    def from_short(cls, given: Any) -> Any:
        """Return the long form of what may be written short."""
        return given

    @classmethod
    def keys(cls) -> list[str]:
        """Return the keys this part knows."""
        return [field.alias or name for name, field in cls.model_fields.items()]


class Condition(Part):
    """A question about a row that is true or false."""

    column: str | None = None
    is_: Texts | None = Field(None, alias="is")
    is_not: Texts | None = None
    empty: bool | None = None
    matches: str | None = None
    optional: bool = False
    all_: list["Condition"] | None = Field(None, alias="all")
    any_: list["Condition"] | None = Field(None, alias="any")

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        if self.column is None:
            if bool(self.all_) == bool(self.any_) or self._tests():
                raise refusal("a condition needs `column`, or exactly one of `all` and `any`.")
        elif self.all_ is not None or self.any_ is not None:
            raise refusal("a condition on a column cannot also have `all` or `any`; nest it in one of them.")
        elif len(self._tests()) != 1:
            raise refusal("a condition on a column needs exactly one of is, is_not, empty, matches.")
        if self.matches is not None:
            check_pattern(self.matches, "matches")
        return self

    def _tests(self) -> list[str]:
        return [t for t in ("is_", "is_not", "empty", "matches") if getattr(self, t) is not None]

    @property
    def parts(self) -> list["Condition"]:
        """Conditions this one is made of."""
        return self.all_ or self.any_ or []

    def columns(self) -> Iterator[tuple[str, bool]]:
        """Yield each column of the export it reads, and whether that may be missing."""
        if self.column is not None:
            yield self.column, self.optional
        for part in self.parts:
            yield from part.columns()


class Expression(Part):
    """A value made from the columns of one row of an export."""

    column: str | None = None
    constant: str | None = None
    coalesce: list["Expression"] | None = None
    join: list["Expression"] | None = None
    sum_: list["Expression"] | None = Field(None, alias="sum")
    greatest: list["Expression"] | None = None
    seconds_between: list["Expression"] | None = None
    when: Condition | None = None
    row: Literal[True, "true"] | None = None

    with_: str | None = Field(None, alias="with")
    optional: bool = False
    empty: Texts | None = None
    values: dict[str, str] | None = None
    otherwise: str | None = None
    lower: bool = False
    extract: str | None = None
    format: Texts | None = None
    timezone: str | None = None
    unit: Unit | None = None
    decimal: Literal[".", ","] | None = None
    measures: Measures | None = None
    scale: tuple[float, float] | None = None
    add: int | None = Field(None, ge=-1000, le=1000)
    split: str | None = None
    list_: bool = Field(False, alias="list")
    true_when: Texts | None = None
    pseudonym: bool = False

    @classmethod
    def from_short(cls, given: Any) -> Any:
        """Return a bare word as the column it is short for."""
        return {"column": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        given = self._sources()
        if len(given) != 1:
            said = f"it has {', '.join(given)}" if given else "it has none"
            raise refusal(f"an expression needs exactly one source of {', '.join(SOURCES)}; {said}.")
        if self.seconds_between is not None and len(self.seconds_between) != 2:
            raise refusal("`seconds_between` needs two instants: from, to.", "seconds_between")
        if given[0] in ("coalesce", "join", "sum", "greatest") and not self.children:
            raise refusal(f"`{given[0]}` is an empty list.", given[0])
        if self.with_ is not None and self.join is None:
            raise refusal("`with` says what stands between the parts of `join`; there is no `join`.", "with")
        if self.otherwise is not None and self.values is None:
            raise refusal(
                "`otherwise` says what to do with a value that `values` does not list; there is no `values`.",
                "otherwise",
            )
        if self.split is not None and (self.list_ or not self.split):
            raise refusal("`split` needs a separator, and cannot go together with `list`.", "split")
        if self.scale is not None and not self.scale[0] < self.scale[1]:
            raise refusal("`scale` needs its lowest and its highest value, such as [1, 5].", "scale")
        if self.extract is not None:
            check_pattern(self.extract, "extract")
        check_formats(self.format or [])
        check_zone(self.timezone)
        return self

    @property
    def children(self) -> list["Expression"]:
        """Expressions this one is made of."""
        for part in (self.coalesce, self.join, self.sum_, self.greatest, self.seconds_between):
            if part is not None:
                return part
        return []

    def _sources(self) -> list[str]:
        held = {name: getattr(self, "sum_" if name == "sum" else name) for name in SOURCES}
        return [name for name, value in held.items() if value is not None]

    @property
    def source(self) -> str:
        """The key its value comes from."""
        return self._sources()[0]

    def columns(self) -> Iterator[tuple[str, bool]]:
        """Yield each column of the export it reads, and whether that may be missing."""
        if self.column is not None:
            yield self.column, self.optional
        if self.when is not None:
            yield from self.when.columns()
        for child in self.children:
            for name, optional in child.columns():
                yield name, optional or self.optional

    def raw_columns(self) -> Iterator[str]:
        """Yield each column whose own words can come out of this expression as text."""
        if self.values is not None and self.otherwise != "keep":
            return
        if self.column is not None:
            yield self.column
        for child in self.children:
            yield from child.raw_columns()


def check_pattern(pattern: str, key: str) -> None:
    """Refuse a regular expression that the engine (RE2: no look-around) cannot read."""
    problem = _pattern_problem(pattern)
    if problem:
        raise refusal(f"`{key}` is not a regular expression of the RE2 kind: {problem}.", key)


@cache
def _pattern_problem(pattern: str) -> str:
    import duckdb

    with duckdb.connect() as connection:
        try:
            connection.execute("SELECT regexp_matches('', ?)", [pattern]).fetchone()
        except duckdb.Error as error:
            return str(error).split(":", 1)[-1].strip()
    return ""


def check_formats(formats: list[str]) -> None:
    """Refuse a form of instants that nobody can parse."""
    for form in formats:
        if form in ("iso", "epoch_seconds", "epoch_milliseconds"):
            continue
        codes = re.findall(r"%-?(.?)", form)
        wrong = [code for code in codes if not code or code not in FORMAT_CODES]
        if not codes or wrong:
            hint = f"%{wrong[0]} is no such code." if wrong else nearest(form, ["iso", "epoch_seconds"])
            raise refusal(
                f"`format` {form!r} is not iso, epoch_seconds, epoch_milliseconds or a form such as "
                f"%Y-%m-%d %H:%M:%S. {hint.strip()}",
                "format",
            )


def check_zone(zone: str | None, *, also: tuple[str, ...] = ()) -> None:
    """Refuse a time zone that the tz database does not have."""
    if zone is None or zone in also or zone in known_zones():
        return
    raise refusal(f"there is no time zone {zone!r}.{zone_hint(zone)}", "timezone")


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones())


def zone_hint(zone: str) -> str:
    """Say which time zone may have been meant, as an ending for an error message."""
    close = nearest(zone, sorted(known_zones()))
    return close if "mean" in close else " Write it as Area/City, such as Europe/Berlin."


def _shown(given: Any) -> str:
    kinds = {"list": "a list", "str": "a text", "NoneType": "nothing"}
    return kinds.get(type(given).__name__, type(given).__name__)
