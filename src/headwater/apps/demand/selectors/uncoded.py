"""Why a diagnosis does not say how much is failure demand: nobody coded, nothing counts yet, or it is old."""

from headwater.apps.demand import codes
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.selectors.latest import DIAGNOSIS
from headwater.apps.tasks.models import Task

NOBODY = "nobody has coded contacts yet; a few hundred coded ones say it with an interval"
NOT_COUNTED = "contacts are being coded; their codes count once somebody lets them, on the page of the study"
UNDER_WAY = "contacts are coded, and the diagnosis that reads them is under way"
FAILED = "contacts are coded, and the diagnosis that reads them failed; the page of the diagnosis says why"
OLD = "contacts are coded, and not diagnosed since; the page of the diagnosis starts it"
LEFT_OUT = "contacts are coded, and the diagnosis could not use the codes; its page says why"


def why_unknown(diagnosed: str | None) -> str:
    """Return why failure demand is not told.

    Parameters
    ----------
    diagnosed : str or None
        Version of the codes that the newest diagnosis rests on; None where there is no diagnosis.
    """
    version = codes.version()
    if not version:
        return NOT_COUNTED if codes.anything() else NOBODY
    whole = Filters().key
    task = Task.objects.filter(kind=DIAGNOSIS, arguments__part=whole).order_by("-pk").first()
    if diagnosed == version:
        return LEFT_OUT
    if task is not None and task.is_open:
        return UNDER_WAY
    return FAILED if task is not None and task.state == Task.State.FAILED else OLD
