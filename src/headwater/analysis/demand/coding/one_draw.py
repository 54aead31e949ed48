"""Whether rows of one or more sheets are those of one draw, all of them and no others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from headwater.analysis.demand.coding.design_reading import two_draws
from headwater.analysis.demand.coding.problems import Problems
from headwater.analysis.demand.coding.rows import PlacedRow, Sheet
from headwater.analysis.demand.coding.sampled import CHOSEN_BY_CHANCE, Design, Stratum


def one_design(sheets: Sequence[Sheet], problems: Problems) -> Design:
    """Return the design of all sheets together; sheets of another draw than the first go to the problems."""
    first = sheets[0]
    strata: dict[str, Stratum] = {}
    for sheet in sheets:
        for name in ("store_version", "since", "until", "variables", "seed"):
            said, before = getattr(sheet.design, name), getattr(first.design, name)
            if said != before:
                column = "strata_by" if name == "variables" else name
                problems.add(sheet.path, 0, column, two_draws(_shown(said), _shown(before)))
        if sheet.population != first.population:
            problems.add(
                sheet.path, 0, "population", two_draws(f"{sheet.population:,}", f"{first.population:,}")
            )
        for label, stratum in sheet.design.strata.items():
            kept = strata.setdefault(label, stratum)
            if kept != stratum:
                column = "stratum_contacts" if kept.contacts != stratum.contacts else "stratum_drawn"
                problems.add(
                    sheet.path,
                    0,
                    column,
                    two_draws(
                        f"{stratum.drawn:,} of {stratum.contacts:,}", f"{kept.drawn:,} of {kept.contacts:,}"
                    ),
                )
    return replace(first.design, strata=strata)


def _shown(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def check_counts(
    sheets: Sequence[Sheet], by_item: Mapping[str, Sequence[PlacedRow]], design: Design, problems: Problems
) -> None:
    """Check that the rows drawn by chance are those that were drawn, no more and no fewer."""
    here: Counter[str] = Counter()
    for same in by_item.values():
        if same[0].row.contact.chosen == CHOSEN_BY_CHANCE:
            here[same[0].row.contact.stratum] += 1
    where, some = sheets[0].path, f" of these {len(sheets)} sheets" if len(sheets) > 1 else ""
    missing = (
        " or a coder's sheet is not named" if some else ", or this is one of several sheets: name them all"
    )
    for label, stratum in design.strata.items():
        if here[label] < stratum.drawn:
            problems.add(
                where,
                0,
                "stratum_drawn",
                f"{stratum.drawn:,} contacts were drawn from {label!r} and {here[label]:,} are in the "
                f"rows{some}: rows were deleted{missing}. Put them back, uncoded if need be.",
            )
        elif here[label] > stratum.drawn:
            problems.add(
                where,
                0,
                "stratum_drawn",
                f"{stratum.drawn:,} contacts were drawn from {label!r} and {here[label]:,} are in the "
                f"rows{some}: rows were added. Remove those that were not drawn.",
            )
    if design.contacts != sheets[0].population:
        problems.add(
            where,
            0,
            "population",
            f"the sample stands for {sheets[0].population:,} contacts, and the strata{some} hold "
            f"{design.contacts:,}: all rows of a stratum were deleted{missing}. Put them back, "
            "uncoded if need be.",
        )
