"""Long work of coding: drawing samples, computing what is known so far, forgetting purged words."""

from typing import Any

from headwater.apps.coding.models import Study
from headwater.apps.coding.services.drawing import draw, keep_sample
from headwater.apps.coding.services.figures import found_so_far, keep_figures
from headwater.apps.coding.services.forgetting import FORGET, forget_quotes, quoted
from headwater.apps.coding.services.refreshing import FIGURES, is_worth_it
from headwater.apps.coding.services.studies import DRAW, Asked
from headwater.apps.contacts.selectors import open_store
from headwater.apps.tasks.kinds import Report, background, daily

_MOST_ROUNDS = 3


@background(DRAW, "Draw a sample of contacts")
def draw_study(report: Report, *, study: int, asked: dict[str, Any]) -> dict[str, Any]:
    """Draw the sample of a study, and give its contacts to coders."""
    found = Study.objects.select_related("codebook").get(pk=study)
    wanted = Asked.from_plain(asked)
    report("Drawing contacts")
    sample = draw(found, wanted)
    report("Giving contacts to coders", 0, len(sample.rows))
    new = keep_sample(found, wanted, sample)
    return {"study": study, "contacts": sample.plan.n, "new": new}


@background(FIGURES, "Compute agreement and intervals")
def compute_figures(report: Report, *, study: int) -> dict[str, Any]:
    """Compute agreement and intervals of a study from all its readings."""
    found = Study.objects.select_related("codebook").get(pk=study)
    for _ in range(_MOST_ROUNDS):
        report("Comparing readings")
        figures, readings, decisions = found_so_far(found)
        keep_figures(found, figures, readings, decisions)
        if not is_worth_it(found):  # what is coded meanwhile finds this task running, and queues none
            break
    return {"study": study, "readings": readings}


@daily(FORGET, "Forget quotes whose words were removed", hour=3)
def forget_removed_words(report: Report) -> dict[str, Any]:
    """Empty quotes from words that the store no longer holds."""
    looked = forgotten = 0
    if open_store() is None:  # moved or not mounted: that is no purge
        return {"looked": 0, "forgotten": 0}
    for some in quoted():
        report("Looking through quotes", looked)
        forgotten += forget_quotes(some)
        looked += len(some)
    return {"looked": looked, "forgotten": forgotten}
