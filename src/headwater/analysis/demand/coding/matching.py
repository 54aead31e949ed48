"""Codes as people and spreadsheets write them, brought to the form the codebook gives them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from headwater.analysis.agreement import Reading
from headwater.analysis.demand.coding.protocol import Codebook
from headwater.analysis.demand.frame import FIELDS, FIXED_CODES, OF_FAILURE, as_code
from headwater.analysis.errors import nearest


def known_codes(field: str, codebook: Codebook | None) -> Sequence[str]:
    """Return the codes of a field: the codebook's, or those every codebook shares."""
    return FIXED_CODES.get(field, ()) if codebook is None else codebook.codes(field)


def matched(codes: Mapping[str, str], codebook: Codebook | None) -> dict[str, str]:
    """Return codes as the codebook writes them where only case, spaces or dashes differ.

    Examples
    --------
    >>> matched({"demand_type": "Failure", "failure_code": "Progress chasing"}, None)
    {'demand_type': 'failure', 'failure_code': 'progress_chasing'}
    """
    found = {}
    for name in FIELDS:
        if name in codes:
            by_fold = {folded(code): code for code in known_codes(name, codebook)}
            found[name] = by_fold.get(folded(codes[name]), codes[name])
    return found


def folded(code: str) -> str:
    """Return a code without what people write in different ways: case, spaces, dashes."""
    return re.sub(r"[\s_-]+", "_", code.strip()).casefold()


def in_one_spelling(found: Mapping[str, Sequence[Reading]]) -> dict[str, list[Reading]]:
    """Return readings of the frame's fields in which a code, and a coder's name, is always written alike.

    Two people who write Failure and failure agree. Codes that every codebook shares are written as there, all
    others and names as they were met first. Readings of other columns stay as they are.

    Examples
    --------
    >>> said = [Reading("crm/1", "Ana", "Progress chasing"), Reading("crm/1", "ana ", "progress_chasing")]
    >>> {(reading.coder, reading.code) for reading in in_one_spelling({"failure_code": said})["failure_code"]}
    {('Ana', 'progress_chasing')}
    """
    names: dict[str, str] = {}
    alike = {}
    for field, readings in found.items():
        if field not in FIELDS:
            alike[field] = list(readings)
            continue
        codes = {folded(code): code for code in known_codes(field, None)}
        alike[field] = [
            replace(
                reading,
                coder=names.setdefault(reading.coder.strip().casefold(), reading.coder.strip()),
                code=codes.setdefault(folded(reading.code), reading.code) if reading.code else "",
            )
            for reading in readings
        ]
    return alike


def problems_with(codes: Mapping[str, str], codebook: Codebook | None) -> list[str]:
    """Return what is wrong with the codes of one contact; without a codebook, by what all codebooks share.

    Examples
    --------
    >>> problems_with({"demand_type": "value", "cause": "it"}, None)
    ['cause is asked only of failure demand, and demand_type is value. Empty it, or correct demand_type.']
    """
    if codebook is not None:
        return codebook.problems_with(codes)
    problems = []
    if "demand_type" not in codes:
        problems.append("demand_type is empty though other fields are coded. Fill it.")
    for name, code in codes.items():
        known = FIXED_CODES.get(name)
        if known and code not in known:
            problems.append(f"{name} has no code {as_code(code)}.{nearest(code, list(known))}")
    kind = codes.get("demand_type")
    if kind in FIXED_CODES["demand_type"] and kind != "failure":
        problems += [
            f"{name} is asked only of failure demand, and demand_type is {kind}. "
            "Empty it, or correct demand_type."
            for name in OF_FAILURE
            if name in codes and (name, codes[name]) != ("preventable", "no")
        ]
    return problems


def column_of(message: str) -> str:
    """Return the field of the frame that a message speaks of first; empty when it names none."""
    places = {
        name: found.start() for name in FIELDS if (found := re.search(rf"\b{name}\b", message)) is not None
    }
    return min(places, key=places.__getitem__) if places else ""
