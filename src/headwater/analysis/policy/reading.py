"""Declared policies from a YAML file; a message names line, policy, field and what is allowed."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from headwater.analysis.contacts.entries import Entry, file_text
from headwater.analysis.contacts.yaml_places import Place, load_with_places
from headwater.analysis.errors import BadDataError, UsageError, nearest
from headwater.analysis.policy.metrics import METRICS, TIMES, UNITS, Metric
from headwater.analysis.policy.policy import (
    CONSEQUENCES,
    DEFINITIONS,
    LEVELS,
    OPERATORS,
    SCOPES,
    WINDOWS,
    Operator,
    Policy,
)
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.principles import PRINCIPLES

_FIELDS = (
    *("id", "issuer", "level", "document_ref", "says", "metric", "operator", "value", "unit", "scope"),
    *("effective_from", "effective_to", "hard", "weight", "window", "statistic", "consequence"),
    *("replaces", "principle"),
)
_USUAL_OPERATOR: dict[str, Operator] = {
    "authority": "<=",
    "script_s": ">=",
    "script_step": ">=",
    "qa_score_min": ">=",
    "service_level": ">=",
}
_MAIN_PART = {"authority": "max_amount", "script_step": "min_s"}
_ALSO_CALLED = {"≤": "<=", "≥": ">=", "==": "=", "<": "<=", ">": ">="}


def read_policies(path: str | Path) -> PolicySet:
    """Return the policies that a YAML file declares.

    Parameters
    ----------
    path : str or Path
        A file with `policies:` and under it one entry for each.

    Raises
    ------
    UsageError
        There is no such file, or it cannot be read.
    BadDataError
        Something in it is wrong; one line for each fault.
    """
    return parse_policies(file_text(Path(path), "policies"), Path(path).name)


def parse_policies(text: str, source: str = "policies.yaml") -> PolicySet:
    """Return the policies that a YAML text declares; `source` is what messages call it.

    Examples
    --------
    >>> found = parse_policies('''
    ... policies:
    ...   - {id: aht, issuer: Operations, metric: aht_s, operator: <=, value: 4, unit: min}
    ... ''')
    >>> print(found.policies[0])
    Operations wants handle time of at most 240 s
    """
    try:
        content, places = load_with_places(text, source)
    except UsageError as error:
        raise BadDataError(str(error)) from error
    listed = content.get("policies") if isinstance(content, Mapping) else None
    if not isinstance(listed, list) or not listed:
        raise BadDataError(
            f"{source}: a file of policies begins with `policies:` and has one entry under it for each."
        )
    top = Entry(content, "the file", (), places, source)
    top.known(("policies", "name", "about"))
    found = [_policy(item, number, places, source, top.problems) for number, item in enumerate(listed)]
    policies = [policy for policy in found if policy is not None]
    _check_together(policies, found, places, source, top.problems)
    top.raise_if_wrong()
    return PolicySet(tuple(policies), name=top.text("name") or source)


def policy_of(content: Mapping[str, Any], source: str = "policy") -> Policy:
    """Return one policy from plain data, such as `Policy.to_dict` gives.

    Raises
    ------
    BadDataError
        Something in it cannot be so; one line for each fault.

    Examples
    --------
    >>> old = Policy("aht", "Operations", "aht_s", "<=", 240)
    >>> policy_of(old.to_dict()) == old
    True
    """
    problems: list[str] = []
    found = _policy(content, 0, {}, source, problems)
    if problems or found is None:
        raise BadDataError("\n".join(problems), problems=tuple(problems))
    return found


def _policy(
    content: Any, number: int, places: Mapping[Place, int], source: str, problems: list[str]
) -> Policy | None:
    at: Place = ("policies", number)
    if not isinstance(content, Mapping):
        problems.append(f"{source}, line {places.get(at, 1)}: policy {number + 1} has to be a set of keys.")
        return None
    name = content.get("id")
    title = f"policy {name!r}" if isinstance(name, str) and name else f"policy {number + 1}"
    entry = Entry(content, title, at, places, source, problems)
    before = len(problems)
    entry.known(_FIELDS)
    for key in ("id", "issuer", "metric", "value"):
        if content.get(key) in (None, ""):
            entry.wrong(key, "is missing. Every policy says its id, issuer, metric and value.")
    metric = entry.text("metric")
    if metric and metric not in METRICS:
        entry.wrong("metric", f"there is no metric {metric!r}.{nearest(metric, list(METRICS))}")
    if len(problems) > before:
        return None
    read = _value(entry, METRICS[metric]) | _about(entry, metric)
    start, end = entry.day("effective_from"), entry.day("effective_to")
    if start and end and end < start:
        entry.wrong("effective_to", f"it ends on {end}, before it starts on {start}. Swap them.")
    if len(problems) > before:
        return None
    return Policy(
        id=entry.text("id"),
        issuer=entry.text("issuer"),
        metric=metric,
        operator=_operator(entry, metric),
        effective_from=start,
        effective_to=end,
        **read,
    )


def _operator(entry: Entry, metric: str) -> Operator:
    value = entry.text("operator", _USUAL_OPERATOR.get(metric, ""))
    return cast("Operator", _ALSO_CALLED.get(value, value))


def _about(entry: Entry, metric: str) -> dict[str, Any]:
    operator = _operator(entry, metric)
    if operator not in OPERATORS:
        entry.wrong("operator", f"has to be one of {', '.join(OPERATORS)}, not {operator!r}.")
    elif metric in ("script_s", "script_step", "qa_score_min") and operator != ">=":
        entry.wrong("operator", f"{METRICS[metric].words} sets a lower limit: it has to be >=.")
    weight = entry.number("weight", 1.0)
    if weight == 0:
        entry.wrong("weight", "is 0: a policy that may change at no loss is no policy. Leave it out.")
    principle = entry.text("principle")
    if principle and principle not in PRINCIPLES:
        entry.wrong("principle", f"cannot be {principle!r}.{nearest(principle, list(PRINCIPLES))}")
    return {
        "level": entry.choice("level", LEVELS, "team"),
        "document_ref": entry.text("document_ref"),
        "says": entry.text("says"),
        "scope": _scope(entry),
        "hard": entry.flag("hard", False),
        "weight": weight,
        "window": entry.choice("window", ("", *WINDOWS), ""),
        "percentile": _percentile(entry, metric),
        "consequence": entry.choice("consequence", CONSEQUENCES, "none"),
        "replaces": entry.text("replaces"),
        "principle": principle,
    }


def _percentile(entry: Entry, metric: str) -> float | None:
    value = entry.text("statistic", "mean") or "mean"
    if value == "mean":
        return None
    found = re.fullmatch(r"p(\d{1,2}(?:\.\d+)?)", value)
    if found is None or not 0 < float(found[1]) < 100:
        entry.wrong("statistic", f"cannot be {value!r}: say mean, or a percentile such as p90.")
        return None
    if metric not in TIMES:
        entry.wrong("statistic", f"a percentile is for {', '.join(TIMES)}; {metric} is a mean or a share.")
    return float(found[1]) / 100


def _scope(entry: Entry) -> dict[str, tuple[str, ...]]:
    part = entry.part("scope")
    if part is None:
        return {}
    part.known(SCOPES)
    return {name: part.names(name) for name in SCOPES if name in part.content}


def _value(entry: Entry, metric: Metric) -> dict[str, Any]:
    """Read `value` and `unit` into the metric's own unit, with what else the value holds."""
    value = entry.content["value"]
    if not isinstance(value, Mapping):
        return _amount(entry, metric, value, entry.text("unit"), "value")
    inside = entry.part("value")
    if inside is None or not metric.parts:
        entry.wrong("value", f"{metric.key} takes one number.")
        return {}
    inside.known(metric.parts)
    main = _MAIN_PART.get(metric.key, "frac")
    if metric.key == "shrinkage_frac" and "minutes" in inside.content:
        return _minutes(inside)
    if main not in inside.content:
        entry.wrong("value", f"does not say {main}. It may hold {', '.join(metric.parts)}.")
        return {}
    unit = entry.text("unit") or (inside.text("currency") if metric.family == "money" else "")
    read = _amount(inside, metric, inside.content[main], unit, main)
    if metric.key == "service_level":
        read["threshold_s"] = inside.number("threshold_s", 20.0)
        read["definition"] = inside.choice("definition", DEFINITIONS, "answered_of_offered")
        read["short_s"] = inside.number("short_s", 5.0)
    elif metric.key == "authority":
        read["remedy_type"] = inside.text("remedy_type", "any") or "any"
        read["latency_s"] = inside.number("approval_latency_s", 0.0)
    elif metric.key == "script_step":
        read["step"] = inside.text("step") or entry.text("id")
        read["order"] = int(inside.number("order", 0.0) or 0)
        read["mandatory"] = inside.flag("mandatory", True)
    elif metric.key == "shrinkage_frac":
        read["kind"] = inside.text("kind")
    else:
        read["window_days"] = int(inside.number("window_days", 7.0, low=1) or 7)
    return read


def _amount(entry: Entry, metric: Metric, value: Any, unit: str, key: str) -> dict[str, Any]:
    if metric.family == "money":
        if not re.fullmatch(r"[A-Z]{3}", unit):
            entry.wrong("unit", f"an amount needs a currency such as EUR, not {unit!r}.")
            return {}
        return {"value": entry.as_number(key, value), "currency": unit}
    factor = 1.0
    if unit:
        known = dict(UNITS[metric.family])
        if metric.family == "score":
            known = {metric.natural_unit: 1.0}
        if unit not in known:
            entry.wrong("unit", f"{metric.key} cannot be in {unit!r}.{nearest(unit, list(known))}")
            return {}
        factor = known[unit]
        if unit == "%" and isinstance(value, str) and value.strip().endswith("%"):
            factor = 1.0
    number = entry.as_number(key, value, high=metric.largest / factor)
    if number is None:
        return {}
    # 85 of unit % becomes exactly .85
    return {"value": number / round(1 / factor) if factor < 1 else number * factor}


def _minutes(entry: Entry) -> dict[str, Any]:
    shift = entry.number("shift_minutes", 480.0, low=1)
    minutes = entry.number("minutes", high=shift or float("inf"))
    if shift is None or minutes is None:
        return {}
    return {"value": minutes / shift, "kind": entry.text("kind")}


def _check_together(
    policies: list[Policy],
    found: list[Policy | None],
    places: Mapping[Place, int],
    source: str,
    problems: list[str],
) -> None:
    """Note ids that stand twice, and replacements of what is not there or began later."""
    known: dict[str, Policy] = {}
    for number, policy in enumerate(found):
        if policy is None:
            continue
        entry = Entry({}, f"policy {policy.id!r}", ("policies", number), places, source, problems)
        if policy.id in known:
            entry.wrong(
                "id",
                "it stands twice. Give each policy an id of its own; a new version of one says `replaces`.",
            )
        known.setdefault(policy.id, policy)
    ids = {policy.id: policy for policy in policies}
    for number, policy in enumerate(found):
        if policy is None or not policy.replaces:
            continue
        entry = Entry({}, f"policy {policy.id!r}", ("policies", number), places, source, problems)
        earlier = ids.get(policy.replaces)
        if earlier is None:
            entry.wrong(
                "replaces", f"there is no policy {policy.replaces!r}.{nearest(policy.replaces, list(ids))}"
            )
        elif policy.effective_from is None:
            entry.wrong("effective_from", "is missing. A policy that replaces another says from when on.")
        elif earlier.effective_from and earlier.effective_from >= policy.effective_from:
            entry.wrong(
                "effective_from",
                f"it replaces {earlier.id!r}, which starts on {earlier.effective_from}, not before it.",
            )
