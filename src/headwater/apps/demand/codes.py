"""What the rooms below give a diagnosis: the codes that count, and the ledger of actions."""

import hashlib

from headwater.analysis.demand.causes.actions import Actions
from headwater.apps.actions.selectors import ledger_actions
from headwater.apps.coding.selectors import CountingCodes, counting_codes
from headwater.apps.coding.selectors.counting import anything_is_coded, counting_version


def counting() -> CountingCodes | None:
    """Return the codes that count, with the codebook they follow; None while nobody has coded."""
    return counting_codes()


def version() -> str:
    """Return what changes whenever other codes count, without reading them; empty while nobody has coded."""
    return counting_version()


def ledger_version() -> str:
    """Return what changes with the ledger; empty while there is none."""
    found = ledger()
    return "" if found is None else hashlib.sha256(repr(found).encode()).hexdigest()


def ledger() -> Actions | None:
    """Return the action ledger; None while there is none."""
    return ledger_actions()


def anything() -> bool:
    """Return whether anybody has coded a contact, whether it counts or not."""
    return anything_is_coded()
