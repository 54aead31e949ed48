"""What changes interventions: the register, plans, judgements, and the mail about them."""

from headwater.apps.interventions.services.costs import CostSaid, change_costs
from headwater.apps.interventions.services.judging import judge_again, judge_due
from headwater.apps.interventions.services.mailing import send_letters
from headwater.apps.interventions.services.planning import lock_plan, withdraw_plan, write_draft
from headwater.apps.interventions.services.queueing import JUDGE, judge_soon
from headwater.apps.interventions.services.register import (
    add_comment,
    change_intervention,
    create_intervention,
    give_owner,
    keep_consideration,
    stop_intervention,
)

__all__ = [
    "JUDGE",
    "CostSaid",
    "add_comment",
    "change_costs",
    "change_intervention",
    "create_intervention",
    "give_owner",
    "judge_again",
    "judge_due",
    "judge_soon",
    "keep_consideration",
    "lock_plan",
    "send_letters",
    "stop_intervention",
    "withdraw_plan",
    "write_draft",
]
