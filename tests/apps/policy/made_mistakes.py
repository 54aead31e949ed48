"""The five mistakes as they may have been found, with pictures of real contacts for the first."""

from datetime import date

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, Harm, no_harm_known
from headwater.analysis.policy.mistakes.volume import volume_over_resolution
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet

from ...analysis.policy.mistakes.test_volume import organisation

TARGET = Policy(
    "four-minutes",
    "Operations",
    "aht_s",
    "<=",
    240,
    document_ref="Efficiency targets",
    scope={"channel": ("phone",)},
    effective_to=date(2025, 4, 10),
)


def volume_found(*, declared: bool = True) -> Finding:
    """Return mistake 1 of contacts of which a tenth was cut short, with the target declared or not."""
    contacts, _ = organisation()
    policies = PolicySet((TARGET,) if declared else ())
    return volume_over_resolution(contacts, policies, Facts(cost_per_agent_hour=32.0, currency="EUR"))


def others() -> list[Finding]:
    """Return the four other mistakes."""
    nothing = cannot_tell("nobody is asked")
    return [
        Finding(
            "permission",
            "found",
            "The limit of 25 EUR covers 32% (29% to 35%) of the remedies that customers needed.",
            evidence=(
                Evidence("covered", "Remedies at or below the limit", Estimate(0.32, 0.29, 0.35, 900)),
            ),
            harm=Harm(
                Estimate(5200.0, 3900.0, 6500.0),
                Estimate(710.0, 530.0, 890.0),
                Estimate(22_700.0, 17_000.0, 28_400.0),
                nothing,
                nothing,
                "EUR",
                "C",
            ),
        ),
        Finding(
            "people",
            "no sign",
            "No sign of too few people on phone: 4% (2% to 6%) of half-hours were short.",
            harm=no_harm_known("nobody was kept waiting for want of people", "EUR"),
        ),
        Finding(
            "instructions",
            "found",
            "2 sets of policies cannot all be met. Customer experience and Operations cannot both have it.",
            harm=no_harm_known("what lies between the sides of a conflict is not known", "EUR"),
        ),
    ]
