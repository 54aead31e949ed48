"""The diagnosis as background work: it may be killed at any point and made again."""

from time import monotonic
from typing import Any

from headwater.apps.demand import services
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.making import make_diagnosis
from headwater.apps.demand.selectors import DIAGNOSIS, current_basis
from headwater.apps.demand.selectors.reasons import causes_are_new
from headwater.apps.measures.services import measure_store
from headwater.apps.tasks.kinds import Report, background


@background(DIAGNOSIS, "Diagnose the contacts")
def diagnose(report: Report, *, asked: str, **filters: Any) -> dict[str, Any]:
    """Diagnose a part of the contacts, or all, and keep what the pages show of it.

    Where contacts, codes, prices or actions changed since it was asked for, the diagnosis of today's is
    queued in its place: codes of yesterday cannot be had any more.
    """
    wanted = Filters.of(filters)
    basis = current_basis()
    if basis is None or basis.key(wanted) != asked:
        services.diagnose_instead(wanted)
        return {"superseded": True}
    said, pages = make_diagnosis(report, wanted, basis, clock=monotonic)
    kept = services.keep_diagnosis(basis=basis, filters=wanted, said=said, pages=pages)
    if wanted.whole and causes_are_new():
        measure_store(again=True)
    return {"diagnosis": kept.pk, "store_version": basis.store_version}
