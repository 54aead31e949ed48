"""The interventions that addresses are tried with: Gita's, which Bela may read and not plan."""

from datetime import date

from headwater.apps.interventions import services
from headwater.apps.interventions.models import Intervention, Judgement

from ..world import World
from .made_interventions import an_intervention, judge, locked, plan_on, record_of

OF_INTERVENTION: tuple[str, ...] = (
    "comment",
    "costs",
    "intervention",
    "judge_again",
    "measure_together",
    "owner",
    "plan",
    "plan_power",
    "series",
    "stop",
    "withdraw",
)
"""Names of the addresses that carry the number of an intervention: of Gita's, which is locked and judged."""


def things(world: World) -> dict[str, list[str | int]]:
    """Make one of Bela's with a locked plan, and one that Gita owns, judged; return what addresses need."""
    record_of(world, back=(0.32, 0.27))
    of_bela = an_intervention(world.bela, "Call backs on the day", kind="policy")
    locked(world.bela, of_bela, plan_on(scope=str(world.phone.pk), window="520w"))
    of_gita = an_intervention(world.amara, "Scan at hand-over")
    locked(world.amara, of_gita)
    Intervention.objects.filter(pk=of_gita.pk).update(owner=world.gita)
    judge()
    assert Judgement.objects.filter(plan__intervention=of_gita).exists()
    training = an_intervention(world.amara, "Empathy workshop", kind="training")
    drafted = an_intervention(world.amara, "Routes by the hour")
    plan = plan_on(start=date(2024, 8, 5), window="520w")
    services.write_draft(acting_user=world.amara, intervention=drafted, plan=plan)
    Intervention.objects.filter(pk__in=[training.pk, drafted.pk]).update(owner=world.gita)
    found: dict[str, list[str | int]] = {f"interventions:{name}": [of_gita.pk] for name in OF_INTERVENTION}
    return found | {"interventions:before_you_buy": [training.pk], "interventions:lock": [drafted.pk]}
