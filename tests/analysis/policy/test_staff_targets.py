"""Declared demands on staff: the tightest for the whole channel counts, and an assumption is called one."""

from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.staff_targets import staff_targets


def test_the_tightest_of_each_counts_with_its_issuer() -> None:
    policies = [
        Policy("a", "WFM", "service_level", ">=", 0.8, threshold_s=20),
        Policy("b", "Board", "service_level", ">=", 0.9, threshold_s=30, definition="answered_of_answered"),
        Policy("c", "HR", "occupancy_frac", "<=", 0.85),
        Policy("d", "Works council", "occupancy_frac", "<=", 0.8),
        Policy("e", "WFM", "abandon_frac", "<=", 0.03),
        Policy("f", "WFM", "occupancy_frac", ">=", 0.7),
    ]
    found = staff_targets(policies, "phone")
    assert found.targets == {
        "service_level": 0.9,
        "threshold_seconds": 30,
        "definition": "answered_of_answered",
        "max_occupancy": 0.8,
        "max_abandonment": 0.03,
    }
    assert not found.assumed
    assert found.said[1].startswith("Works council")
    assert found.words == "90% answered in 30 s, occupancy of at most 80%, at most 3% leaving"


def test_demands_on_other_work_do_not_count() -> None:
    policies = [
        Policy("a", "WFM", "service_level", ">=", 0.9, scope={"channel": ("chat",)}),
        Policy("b", "WFM", "service_level", ">=", 0.95, scope={"queue": ("gold",)}),
    ]
    assert staff_targets(policies, "phone").assumed
    assert staff_targets(policies, "chat").targets["service_level"] == 0.9


def test_without_any_eighty_in_twenty_is_called_an_assumption() -> None:
    found = staff_targets([], "phone")
    assert found.targets == {"service_level": 0.8, "threshold_seconds": 20.0}
    assert "assumed" in found.said[0]
