"""Headwater: fix the cause, equip the people, prove it worked.

The names below are loaded on first use, so that `import headwater` stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headwater.analysis import policy as policy
    from headwater.analysis import staffing as staffing
    from headwater.analysis.contacts.store import ContactStore as ContactStore
    from headwater.analysis.demand.causes.causes import causes as causes
    from headwater.analysis.demand.coding.reading import read_codes as read_codes
    from headwater.analysis.demand.diagnosis import diagnose as diagnose
    from headwater.analysis.demand.prevalence.prevalence import prevalence as prevalence

__version__ = "0.1.0"

_HOMES = {
    "ContactStore": "headwater.analysis.contacts.store",
    "causes": "headwater.analysis.demand.causes.causes",
    "diagnose": "headwater.analysis.demand.diagnosis",
    "prevalence": "headwater.analysis.demand.prevalence.prevalence",
    "read_codes": "headwater.analysis.demand.coding.reading",
}
_ROOMS = {"policy": "headwater.analysis.policy", "staffing": "headwater.analysis.staffing"}
"""Rooms that are called by their own name, as in `hw.staffing.required`."""


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(_ROOMS[name])
    if name not in _HOMES:
        raise AttributeError(
            f"headwater has no attribute {name!r}; it offers {', '.join(sorted([*_HOMES, *_ROOMS]))}"
        )
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES, *_ROOMS])
