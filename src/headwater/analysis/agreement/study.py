"""Agreement between coders, computed as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from headwater.analysis.agreement.asking import main_coefficients
from headwater.analysis.agreement.details import (
    code_agreements,
    coder_pairs,
    differences,
    mixed_up,
    tables_by_code,
)
from headwater.analysis.agreement.patterns import Patterns
from headwater.analysis.agreement.readings import Level, NothingToCompareError, Reading, Readings
from headwater.analysis.agreement.resampling import item_intervals
from headwater.analysis.agreement.result import Agreement, CoderReadings, FieldAgreements
from headwater.analysis.agreement.scales import weights_of
from headwater.analysis.agreement.verdict import judge, paradox
from headwater.analysis.errors import UsageError
from headwater.analysis.estimates import Estimate


@dataclass(frozen=True)
class AgreementSettings:
    """How intervals are made.

    Attributes
    ----------
    draws : int
        Resamples of the items.
    confidence : float
        Confidence level of the intervals, 0 to 1.
    """

    draws: int = 2_000
    confidence: float = 0.95


def agreement(
    readings: Readings, rng: np.random.Generator, settings: AgreementSettings | None = None
) -> Agreement:
    """Say how well coders agree, on which codes they do not, and whether the codebook can be used.

    Parameters
    ----------
    readings : Readings
        Any number of coders and codes; readings may be missing.
    rng : numpy.random.Generator
        Where the resamples come from: the same generator state gives the same intervals.
    settings : AgreementSettings, optional

    Returns
    -------
    Agreement

    Examples
    --------
    >>> from headwater.analysis.agreement import Reading
    >>> rows = [Reading(str(n), "Ana", "failure" if n % 3 else "value") for n in range(60)]
    >>> rows += [Reading(str(n), "Ben", "failure" if n % 3 and n % 10 else "value") for n in range(60)]
    >>> found = agreement(Readings.from_rows(rows, field="demand_type"), np.random.default_rng(1))
    >>> round(found["alpha"].value, 2), found.verdict.standing, len(found.to_adjudicate)
    (0.86, 'usable', 4)
    """
    chosen = settings or AgreementSettings()
    patterns = Patterns.of(readings)
    asked = main_coefficients(patterns)
    made = item_intervals(
        patterns.items,
        patterns.pairable,
        list(asked.values()),
        rng,
        draws=chosen.draws,
        level=chosen.confidence,
    )
    coefficients = dict(zip(asked, made, strict=True))
    per_item = readings.per_item
    by_coder = (readings.table >= 0).sum(axis=0)
    return Agreement(
        field=readings.field,
        level=readings.level,
        items=len(readings.items),
        items_read_once=int((per_item == 1).sum()),
        readings=int(per_item.sum()),
        empty=readings.empty,
        repeated=readings.repeated,
        coders=tuple(
            CoderReadings(name, int(count)) for name, count in zip(readings.coders, by_coder, strict=True)
        ),
        coefficients=coefficients,
        verdict=judge(coefficients["alpha"]),
        notes=_notes(readings, patterns, coefficients),
        codes=code_agreements(readings, patterns, rng, chosen.draws, chosen.confidence),
        mixed_up=mixed_up(readings) if tables_by_code(readings) else (),
        pairs=coder_pairs(readings, patterns, rng, chosen.draws, chosen.confidence),
        to_adjudicate=differences(readings),
    )


def agreement_by_field(
    found: Mapping[str, Sequence[Reading]],
    seed: int,
    *,
    level: Level = "nominal",
    order: Sequence[str] | None = None,
    settings: AgreementSettings | None = None,
) -> FieldAgreements:
    """Say how well coders agree on each of several fields.

    Parameters
    ----------
    found : mapping of str to sequence of Reading
        Readings by field, as `read_readings` gives them.
    seed : int
        Seed of the resamples; a field's intervals do not depend on the other fields.
    level : {'nominal', 'ordinal', 'interval', 'ratio'}
    order : sequence of str, optional
        All codes from lowest to highest, for one field at level ordinal.
    settings : AgreementSettings, optional

    Returns
    -------
    FieldAgreements
        Fields of which no item has two readings are left out, and named.

    Raises
    ------
    NothingToCompareError
        No field has an item with two readings.
    """
    if order is not None and len(found) > 1:
        raise UsageError(
            f"An order of codes belongs to one field, and there are {len(found)}: {', '.join(found)}. Name "
            "one with --field."
        )
    results: list[Agreement] = []
    left_out: dict[str, str] = {}
    for field, rows in found.items():
        try:
            readings = Readings.from_rows(rows, level=level, order=order, field=field)
        except NothingToCompareError as error:
            left_out[field] = error.message
            continue
        results.append(agreement(readings, np.random.default_rng(seed), settings))
    if not results:
        raise NothingToCompareError(next(iter(left_out.values()), "There is no field to compare."))
    return FieldAgreements(tuple(results), left_out)


def _notes(readings: Readings, patterns: Patterns, coefficients: dict[str, Estimate]) -> tuple[str, ...]:
    """Say what a reader has to know to read the figures right."""
    shares = patterns.items[patterns.pairable] @ patterns.counts[patterns.pairable]
    common, share = readings.codes[int(shares.argmax())], float(shares.max() / shares.sum())
    notes = []
    if share == 1.0:
        notes.append(
            f"All labels are equal: every reading that can be compared says {common!r}. Percent agreement is "
            "100%, and alpha and kappa are not defined, because nothing shows that coders can tell this code "
            "from another. Code items that should have another code."
        )
    weights = weights_of(readings.level)[-1]
    key = "ac1" if weights == "identity" else f"ac2_{weights}"
    parting = paradox(
        coefficients["alpha"], coefficients[key], key[:3].upper(), coefficients["percent"], (common, share)
    )
    if parting:
        notes.append(parting)
    if len(readings.coders) > 2:
        notes.append(
            "Kappa compares two coders; with more of them it is the mean over pairs of coders, each pair "
            "counted by the items it shares. Alpha and Gwet's coefficients take all coders at once."
        )
    if not tables_by_code(readings):
        notes.append(
            f"The readings are {len(readings.codes):,} different numbers, so there are no tables by code."
        )
    notes += _alike_names(readings.coders)
    if readings.repeated:
        rows = "1 row repeats" if readings.repeated == 1 else f"{readings.repeated:,} rows repeat"
        notes.append(f"{rows} a reading that was already there, and count once.")
    return tuple(notes)


def _alike_names(coders: Sequence[str]) -> list[str]:
    """Warn of one person under two spellings, who would be found to agree with themselves."""
    spelt: dict[str, list[str]] = {}
    for coder in coders:
        spelt.setdefault("".join(coder.casefold().split()), []).append(coder)
    return [
        f"{' and '.join(map(repr, names))} are taken for different coders. If they are one person, write the "
        "name alike everywhere: nobody can confirm their own codes."
        for names in spelt.values()
        if len(names) > 1
    ]
