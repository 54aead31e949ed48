"""The queue solved for facts and draws at once; what was solved is kept while a slider is dragged.

Of two answers in a row at least the side before the change is the same.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from headwater.analysis.policy.what_if.targets import Targets
from headwater.analysis.staffing.checking import check_patience
from headwater.analysis.staffing.levels import definition_named, service_level
from headwater.analysis.staffing.queues import Model, Queue
from headwater.analysis.staffing.search import Problems, fewest_whole

Array = NDArray[np.float64]

_NO_WORK = 1e-9
_KEPT = 64
WITHOUT_END = {
    "service_level": 0.0,
    "wait_s": float("inf"),
    "abandon_frac": 0.0,
    "occupancy_frac": 1.0,
}
"""What is so where waits grow without end."""


def people_needed(  # noqa: PLR0917
    load: Array, handle: Array, patience: Array | None, target: float, threshold: float, targets: Targets
) -> Array:
    """Return the fewest people on the floor that meet the answer target and every declared limit."""
    return _people_needed(*_packed(load, handle, patience), target, threshold, targets)


def from_those_there(  # noqa: PLR0917
    load: Array, handle: Array, patience: Array | None, agents: float, threshold: float, targets: Targets
) -> Mapping[str, Array]:
    """Return what customers get from so many people on the floor, by key of the row.

    Every service level that is declared comes too, as `service_level:ID`.
    """
    return _from_those_there(*_packed(load, handle, patience), agents, threshold, targets)


@lru_cache(maxsize=_KEPT)
def _people_needed(  # noqa: PLR0917
    load: bytes, handle: bytes, patience: bytes, target: float, threshold: float, targets: Targets
) -> Array:
    work, times, patient = _unpacked(load, handle, patience)
    same = np.ones_like(work)
    return _fixed(
        fewest_whole(
            Problems(
                model=_model(patient),
                load=work,
                handle=times,
                patience=patient,
                threshold=same * threshold,
                short=same * targets.short,
                level=same * target,
                longest=same * targets.longest,
                abandon=same * (targets.abandon if np.isfinite(patient[0]) else 1.0),
                busiest=same * targets.busiest,
                definition=targets.definition,
                engine="scipy",
            )
        )
    )


@lru_cache(maxsize=_KEPT)
def _from_those_there(  # noqa: PLR0917
    load: bytes, handle: bytes, patience: bytes, agents: float, threshold: float, targets: Targets
) -> Mapping[str, Array]:
    work, times, patient = _unpacked(load, handle, patience)
    stable = np.isfinite(patient) | (agents > work * (1 + 1e-9))
    found = {name: np.full_like(work, end) for name, end in WITHOUT_END.items()}
    asked = {f"service_level:{p.id}": p for p in targets.services}
    found |= {name: np.zeros_like(work) for name in asked}
    if stable.any():
        same = np.ones(int(stable.sum()))
        queue = Queue(_model(patient), work[stable], times[stable], same * agents, patient[stable])
        answered = service_level(queue, same * threshold, same * targets.short, targets.definition)
        found["service_level"][stable] = answered
        found["wait_s"][stable] = queue.mean_wait_of_answered
        found["abandon_frac"][stable] = queue.abandonment
        found["occupancy_frac"][stable] = queue.occupancy
        for name, policy in asked.items():
            if (policy.threshold_s, policy.definition) == (threshold, targets.definition) and (
                policy.definition != "without_short_abandons" or policy.short_s == targets.short
            ):
                found[name][stable] = answered
                continue
            found[name][stable] = service_level(
                queue, same * policy.threshold_s, same * policy.short_s, definition_named(policy.definition)
            )
    return MappingProxyType({name: _fixed(values) for name, values in found.items()})


def _packed(load: Array, handle: Array, patience: Array | None) -> tuple[bytes, bytes, bytes]:
    """Return the problems as something to look up by."""
    work = np.maximum(load, _NO_WORK)
    patient = np.full_like(work, np.inf) if patience is None else np.broadcast_to(patience, work.shape)
    if patience is not None:
        check_patience(work, handle, patient)
    return work.tobytes(), np.broadcast_to(handle, work.shape).tobytes(), patient.tobytes()


def _unpacked(*parts: bytes) -> tuple[Array, ...]:
    return tuple(np.frombuffer(part, dtype=np.float64) for part in parts)


def _fixed(values: Array) -> Array:
    """Return values that nobody can change by mistake, as they are kept."""
    values.setflags(write=False)
    return values


def _model(patience: Array) -> Model:
    return "erlang-a" if np.isfinite(patience[0]) else "erlang-c"
