"""How much is demanded of one agent, and how closely it is watched, as declared policies have it."""

from collections.abc import Mapping

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Columns
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.finding import Evidence
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import kinds_of_work

_PRESSING = ("bonus", "discipline")
_STEPS = ("script_s", "script_step")


def figures_of(
    in_force: tuple[Policy, ...], facts: Facts, contacts_per_year: float | None
) -> tuple[Evidence, ...]:
    """Return the load of scripts, reviews and demands: counts of what is declared, without an error."""
    mandatory = Estimate(sum(p.value for p in in_force if p.metric in _STEPS and p.mandatory))
    held = max(kinds_of_work(in_force).values(), key=len, default=())
    demands = {p.document if p.metric == "script_step" else p.id for p in held}
    pressing = {p.id for p in held if p.consequence in _PRESSING}
    note = "steps of one script count once; for the kind of work with most of them"
    return (
        Evidence("script", "All mandatory steps of scripts together", mandatory, "seconds"),
        Evidence(
            "reviews",
            "Contacts reviewed for each hour an agent works",
            _reviews(in_force, facts, contacts_per_year),
            "reviews",
            note="the declared share of contacts; quality scores are not in it",
        ),
        Evidence(
            "policies",
            "Demands an agent has to meet at once",
            Estimate(float(len(demands))),
            "",
            note=note,
        ),
        Evidence(
            "pressing",
            "Of these, with a bonus or discipline on them",
            Estimate(float(len(pressing))),
            "",
        ),
    )


def _reviews(in_force: tuple[Policy, ...], facts: Facts, contacts_per_year: float | None) -> Estimate:
    """Return reviews for each hour an agent works, as declared."""
    share = max((p.value for p in in_force if p.metric == "principle_review_frac"), default=None)
    agents, away = facts.today.agents_scheduled, facts.today.shrinkage_frac
    if share is None:
        return cannot_tell("no policy says which share of contacts is reviewed")
    if contacts_per_year is None or not agents:
        return cannot_tell("the facts do not say how many contacts there are, or agents_scheduled")
    worked = agents * (1 - (away or 0.0)) * facts.hours_per_year
    return Estimate(share * contacts_per_year / worked, method="as declared")


def demands_by_issuer(in_force: tuple[Policy, ...]) -> Mapping[str, Columns]:
    """Return how many policies each issuer has in force, and on how many money or discipline hangs."""
    issuers = sorted({p.issuer for p in in_force})
    if not issuers:
        return {}

    def counted(held: tuple[Policy, ...]) -> list[int]:
        return [sum(p.issuer == name for p in held) for name in issuers]

    return {
        "demands": {
            "Who demands": issuers,
            "Policies": counted(in_force),
            "With bonus or discipline": counted(tuple(p for p in in_force if p.consequence in _PRESSING)),
            "Steps of scripts": counted(tuple(p for p in in_force if p.metric in _STEPS)),
        }
    }
