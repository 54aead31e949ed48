"""What the rooms below give a diagnosis: the codes that count, and the ledger of actions."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from headwater.analysis.demand.causes.actions import Actions
    from headwater.analysis.demand.codebook.book import Codebook
    from headwater.analysis.demand.coding.sampled import CodedSample


class Counting(Protocol):
    """The codes that count, with the codebook they follow."""

    @property
    def sample(self) -> "CodedSample":
        """What people said of sampled contacts."""

    @property
    def codebook(self) -> "Codebook":
        """What they coded by."""

    @property
    def version(self) -> str:
        """Changes whenever other codes count."""


def counting() -> Counting | None:
    """Return the codes that count; None while nobody has coded."""
    found: Counting | None = _ask("headwater.apps.coding.selectors", "counting_codes")
    return found


def ledger() -> "Actions | None":
    """Return the action ledger; None while there is none."""
    found: Actions | None = _ask("headwater.apps.actions.selectors", "ledger_actions")
    return found


def _ask(room: str, name: str) -> Any:
    """Ask a room that may not be built in."""
    try:
        ask = getattr(import_module(room), name)
    except (ModuleNotFoundError, AttributeError):
        return None
    return ask()
