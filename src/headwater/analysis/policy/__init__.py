"""Policies: what is demanded of the people in support, and what of it cannot be met at once."""

from headwater.analysis.policy.checking import Check, check
from headwater.analysis.policy.conflicts import conflicts
from headwater.analysis.policy.conflicts_result import Conflict, Conflicts
from headwater.analysis.policy.corrections import Correction, Corrections, relax
from headwater.analysis.policy.facts import Facts, Today
from headwater.analysis.policy.facts_reading import parse_facts, read_facts
from headwater.analysis.policy.history import History, history
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.reading import parse_policies, read_policies
from headwater.analysis.policy.samples import SAMPLES, sample

__all__ = [
    "SAMPLES",
    "Check",
    "Conflict",
    "Conflicts",
    "Correction",
    "Corrections",
    "Facts",
    "History",
    "Policy",
    "PolicySet",
    "Today",
    "check",
    "conflicts",
    "history",
    "parse_facts",
    "parse_policies",
    "read_facts",
    "read_policies",
    "relax",
    "sample",
]
