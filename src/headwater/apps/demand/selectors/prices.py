"""What contacts cost, for whoever may change it."""

from headwater.apps.demand import codes
from headwater.apps.demand.models import Prices
from headwater.apps.demand.selectors.latest import current_prices
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require


def prices_to_change(user: User) -> Prices | None:
    """Return today's prices to whoever may change them; None before anyone gave some."""
    require(user, Action.CHANGE_PRICES)
    return current_prices()


def known_units() -> list[str]:
    """Return the units that own causes, by the codebook that counts; empty while nobody has coded."""
    counted = codes.counting()
    return [] if counted is None else sorted(counted.codebook.codes("cause_owner"))
