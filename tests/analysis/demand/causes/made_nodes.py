"""Nodes made by hand, with influences of ten coded contacts, so that every figure can be checked on paper."""

import numpy as np

from headwater.analysis.demand.causes.nodes import Amount, KnockOn, Node, Trend
from headwater.analysis.estimates import Estimate, cannot_tell

NONE = cannot_tell("not made")


def made_node(
    name: str,
    *,
    share: float = 0.1,
    contacts: float = 1_000.0,
    hours: float | None = 0.1,
    money: float | None = 4.0,
    level: str = "reason",
    owner: str = "Depot",
    cause: str = "process",
    moved: float = 0.0,
) -> Node:
    """Return a node of so many contacts a year (give or take 20%), of so many hours and so much money."""

    def per(value: float | None, why: str) -> Estimate:
        return cannot_tell(why) if value is None else Estimate(value, n=20)

    influence = {
        "time a contact": np.full(10, moved * (hours or 0.0)),
        "cost a contact": np.full(10, moved * (money or 0.0)),
    }
    around = Estimate(share, 0.8 * share, 1.2 * share, n=400)
    yearly = Estimate(contacts, 0.8 * contacts, 1.2 * contacts, n=400)
    return Node(
        level=level,
        name=name,
        codes=(("demand_type", "failure"), (level, name)),
        coded=20,
        share=Amount(around, around, around),
        yearly=Amount(yearly, yearly, yearly),
        per_contact=Amount(Estimate(1.0), per(hours, "no handle time"), per(money, "no rates were given")),
        trend=Trend(NONE, "cannot tell"),
        knock_on=KnockOn(NONE, NONE, NONE, NONE),
        satisfaction=NONE,
        owner=owner,
        cause=cause,
        influence=influence,
    )
