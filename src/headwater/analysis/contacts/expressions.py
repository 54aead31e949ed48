"""Expressions of a mapping as SQL: what the value is, and for which rows it fails and why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from headwater.analysis.contacts import parsing
from headwater.analysis.contacts.engines.duckdb import quoted
from headwater.analysis.contacts.language import Condition, Expression
from headwater.analysis.contacts.program import Check, Program, Step
from headwater.analysis.contacts.readers import ROW
from headwater.analysis.contacts.reading import Compiled, Reading, not_too_large, read_words


def compile_condition(program: Program, condition: Condition) -> Step:
    """Return the step that says of each row whether a condition holds; never null."""
    if condition.column is None:
        parts = [compile_condition(program, part) for part in condition.parts]
        word = " AND " if condition.all_ else " OR "
        return program.step(f"({word.join(p.name for p in parts)})", parts)
    text = program.column(condition.column)
    if condition.is_ is not None:
        sql = f"coalesce({text} IN {parsing.listed(condition.is_)}, false)"
    elif condition.is_not is not None:
        sql = f"coalesce({text} NOT IN {parsing.listed(condition.is_not)}, true)"
    elif condition.empty is not None:
        sql = f"{text} IS {'' if condition.empty else 'NOT '}NULL"
    else:
        sql = f"coalesce(regexp_matches({text}, {quoted(condition.matches or '')}), false)"
    return program.step(sql, [text])


def compile_text(program: Program, expression: Expression, name: str) -> Compiled:
    """Return an expression as text."""
    e = expression
    checks: list[Check] = []
    if e.column is not None:
        value = program.column(e.column)
    elif e.constant is not None:
        value = program.literal(e.constant or None)
    elif e.row is not None:
        value = program.step(f"{ROW}::VARCHAR", ())
    elif e.when is not None:
        holds = compile_condition(program, e.when)
        value = program.step(f"CASE WHEN {holds} THEN 'true' ELSE 'false' END", [holds])
    else:
        parts = [compile_text(program, child, name) for child in e.children]
        steps = [p.value for p in parts]
        names = ", ".join(s.name for s in steps)
        if e.coalesce is not None:
            checks += _guarded(program, parts)
            value = program.step(f"coalesce({names})", steps)
        else:
            checks += [c for p in parts for c in p.checks]
            between = quoted(" " if e.with_ is None else e.with_)
            value = program.step(f"nullif(concat_ws({between}, {names}), '')", steps)
    columns = tuple(dict.fromkeys(n for n, _ in e.columns()))
    shown = value
    value, check = _changed(program, e, value, columns, name)
    return Compiled(value, value, shown, columns, (*checks, *([check] if check else [])))


def compile_value(program: Program, expression: Expression, reading: Reading) -> Compiled:
    """Return an expression as a value of the kind its column holds."""
    e, reading = expression, reading.refined(expression)
    if e.coalesce is not None and not _changes_words(e):
        parts = [compile_value(program, child, reading) for child in e.coalesce]
        cases = " ".join(f"WHEN {p.words} IS NOT NULL THEN {p.value}" for p in parts)
        value = program.step(f"CASE {cases} END", [s for p in parts for s in (p.words, p.value)])
        words = program.step(f"coalesce({_names(p.words for p in parts)})", [p.words for p in parts])
        shown = program.step(f"coalesce({_names(p.shown for p in parts)})", [p.shown for p in parts])
        return Compiled(value, words, shown, _columns(e), tuple(_guarded(program, parts)))
    if e.sum_ is not None or e.greatest is not None:
        return _compile_together(program, e, reading)
    if e.seconds_between is not None:
        return _compile_between(program, e, reading)
    text = compile_text(program, e, reading.name)
    if reading.kind == "text":
        return text
    if e.when is not None and reading.kind == "flag" and e.values is None:
        return replace(text, value=compile_condition(program, e.when))
    return read_words(program, text, reading)


def _compile_together(program: Program, e: Expression, reading: Reading) -> Compiled:
    # `add` is for the whole, not for each part
    inner = replace(reading, add=None)
    parts = [compile_value(program, child, inner) for child in e.children]
    steps = [p.value for p in parts]
    wide = "::BIGINT" if reading.kind == "count" else ""
    if e.greatest is not None:
        value = program.step(f"greatest({_names(steps)})", steps)
    else:
        total = " + ".join(f"coalesce({s}, 0){wide}" for s in steps)
        value = program.step(f"CASE WHEN coalesce({_names(steps)}) IS NOT NULL THEN {total} END", steps)
    words = program.step(f"coalesce({_names(p.words for p in parts)})", [p.words for p in parts])
    shown = program.step(
        f"nullif(concat_ws(' + ', {_names(p.shown for p in parts)}), '')", [p.shown for p in parts]
    )
    checks = [c for p in parts for c in p.checks]
    if reading.kind != "timestamp":
        checks.append(not_too_large(program, value, reading, _columns(e), shown))
    if reading.kind == "count":
        value = program.step(
            f"try_cast(greatest({value}::BIGINT + {reading.add or 0}, 0) AS INTEGER)", [value]
        )
    return Compiled(value, words, shown, _columns(e), tuple(checks))


def _compile_between(program: Program, e: Expression, reading: Reading) -> Compiled:
    instants = replace(reading, kind="timestamp")
    begin, end = (compile_value(program, child, instants) for child in e.children)
    value = program.step(
        f"(epoch_us({end.value}) - epoch_us({begin.value})) / 1000000.0", [begin.value, end.value]
    )
    shown = program.step(f"concat_ws(' to ', {begin.shown}, {end.shown})", [begin.shown, end.shown])
    fails = program.check(
        f"{value} < 0", [value], _columns(e), shown, f"{reading.name} would end before it begins"
    )
    both = f"{begin.words} IS NOT NULL AND {end.words} IS NOT NULL"
    words = program.step(f"CASE WHEN {both} THEN {shown} END", [begin.words, end.words, shown])
    return Compiled(value, words, shown, _columns(e), (*begin.checks, *end.checks, fails))


def _changed(
    program: Program, e: Expression, value: Step, columns: tuple[str, ...], name: str
) -> tuple[Step, Check | None]:
    """Apply what changes words: extract, lower, empty, values, in this order."""
    if e.extract is not None:
        group = 1 if _has_group(e.extract) else 0
        value = program.step(
            f"nullif(trim(regexp_extract({value}, {quoted(e.extract)}, {group}), {parsing.SPACE}), '')",
            [value],
        )
    if e.lower:
        value = program.step(f"lower({value})", [value])
    if e.empty:
        value = program.step(f"CASE WHEN {value} NOT IN {parsing.listed(e.empty)} THEN {value} END", [value])
    if e.values is None:
        return value, None
    before = value
    cases = " ".join(f"WHEN {quoted(k)} THEN {_word(v)}" for k, v in e.values.items())
    rest = {None: "NULL", "reject": "NULL", "empty": "NULL", "keep": before.name}.get(
        e.otherwise, f"CASE WHEN {before} IS NOT NULL THEN {quoted(e.otherwise or '')} END"
    )
    value = program.step(f"CASE {before} {cases} ELSE {rest} END", [before])
    if e.otherwise not in (None, "reject"):
        return value, None
    unknown = f"{before} NOT IN {parsing.listed(list(e.values))}"
    return value, program.check(
        unknown, [before], columns, before, f"{name}: the mapping's `values` do not list this value"
    )


def _guarded(program: Program, parts: Sequence[Compiled]) -> list[Check]:
    """Return the checks of alternatives: only the one that is taken counts."""
    checks: list[Check] = []
    before: list[Step] = []
    for part in parts:
        for check in part.checks:
            guard = "".join(f" AND {step} IS NULL" for step in before)
            fails = program.step(f"({check.fails}{guard})", [check.fails, *before])
            checks.append(replace(check, fails=fails))
        before.append(part.words)
    return checks


def _has_group(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups > 0
    except re.error:
        # the engine's dialect allows a little that Python's does not; an unescaped bracket is a group
        return re.search(r"(?<!\\)\((?!\?:)", pattern) is not None


def _changes_words(e: Expression) -> bool:
    return e.values is not None or e.lower or e.extract is not None or bool(e.empty)


def _word(text: str) -> str:
    return quoted(text) if text else "NULL"


def _names(steps: Iterable[Step]) -> str:
    return ", ".join(str(step) for step in steps)


def _columns(e: Expression) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, _ in e.columns()))
