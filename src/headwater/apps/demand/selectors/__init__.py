"""What can be read of the diagnosis, each for the person who reads."""

from headwater.apps.demand.selectors.latest import (
    DIAGNOSIS,
    Basis,
    LatestDiagnosis,
    current_basis,
    latest_diagnosis,
    newest,
)
from headwater.apps.demand.selectors.pages import (
    NodeShown,
    Shown,
    choices,
    diagnosis_visible_to,
    files_of,
    has_node,
    node_visible_to,
    pareto_visible_to,
    report_visible_to,
    shown_to,
    table_visible_to,
)
from headwater.apps.demand.selectors.prices import known_units, prices_to_change
from headwater.apps.demand.selectors.uncoded import why_unknown

__all__ = [
    "DIAGNOSIS",
    "Basis",
    "LatestDiagnosis",
    "NodeShown",
    "Shown",
    "choices",
    "current_basis",
    "diagnosis_visible_to",
    "files_of",
    "has_node",
    "known_units",
    "latest_diagnosis",
    "newest",
    "node_visible_to",
    "pareto_visible_to",
    "prices_to_change",
    "report_visible_to",
    "shown_to",
    "table_visible_to",
    "why_unknown",
]
