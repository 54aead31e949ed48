"""Plan a sample without drawing it."""

from collections.abc import Iterable

from headwater.analysis.demand.coding.sampled import CodedSample, Stratum
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.sampling.drawing import Drawing, settle
from headwater.analysis.demand.sampling.earlier import Earlier
from headwater.analysis.demand.sampling.plan import (
    SamplePlan,
    expected_margins,
    expected_time_margin,
    notes_on,
)
from headwater.analysis.demand.sampling.settings import SampleSettings
from headwater.analysis.demand.sampling.sizes import doubles


def plan_sample(
    source: ContactSource,
    settings: SampleSettings,
    *,
    earlier: Earlier | None = None,
    pilot: CodedSample | None = None,
) -> SamplePlan:
    """Say what a sample would be, without drawing it.

    Parameters
    ----------
    source : ContactSource
        A contact store, or tables at hand.
    settings, earlier, pilot
        As for `draw_sample`.
    """
    drawing = settle(source, settings, earlier, pilot)
    kept = len(earlier.by_chance) - len(drawing.gone) if earlier else 0
    new = sum(drawing.wanted.values()) - kept
    twice = doubles(new, settings.double_share)
    still_open = sum(not row.is_coded for row in earlier.rows) if earlier else 0
    return plan_of(drawing, settings, kept=kept, doubled=twice, to_read=new + twice + still_open)


def strata_of(drawing: Drawing) -> dict[str, Stratum]:
    """Return the strata with what is drawn from them."""
    sizes = drawing.strata.sizes
    return {label: Stratum(sizes[label], n) for label, n in drawing.wanted.items()}


def plan_of(
    drawing: Drawing,
    settings: SampleSettings,
    *,
    kept: int,
    doubled: int,
    to_read: int,
    notes: Iterable[str] = (),
) -> SamplePlan:
    """Say what a sample will be, once it is settled what is drawn."""
    strata = strata_of(drawing)
    return SamplePlan(
        strata=strata,
        variables=drawing.terms.variables,
        allocation=settings.allocation,
        aim=settings.aim,
        merged=drawing.strata.merged,
        doubles=doubled,
        to_read=to_read,
        hours=to_read * settings.seconds_per_contact / 3600,
        seconds_per_contact=settings.seconds_per_contact,
        margins=expected_margins(strata, settings.level),
        time_margin=expected_time_margin(strata, drawing.strata.cells, settings.level),
        level=settings.level,
        kept=kept,
        notes=(
            *drawing.notes,
            *notes,
            *notes_on(strata, drawing.strata.merged, settings.least, settings.level),
        ),
    )
