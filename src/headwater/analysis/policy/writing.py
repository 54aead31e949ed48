"""Policies and facts as YAML files that read back as they were."""

from collections.abc import Mapping
from typing import Any

import yaml

from headwater.analysis.policy.policy_set import PolicySet


def policies_text(policies: PolicySet) -> str:
    """Return policies as the text of a YAML file.

    Examples
    --------
    >>> from headwater.analysis.policy.policy import Policy
    >>> from headwater.analysis.policy.reading import parse_policies
    >>> old = PolicySet((Policy("aht", "Operations", "aht_s", "<=", 240),), "Targets")
    >>> parse_policies(policies_text(old)) == old
    True
    """
    return _text(policies.to_dict())


def facts_text(content: Mapping[str, Any]) -> str:
    r"""Return facts as the text of a YAML file.

    Examples
    --------
    >>> facts_text({"issues_per_hour": 400, "today": {"talk_s": 200}})
    'issues_per_hour: 400\ntoday:\n  talk_s: 200\n'
    """
    return _text(dict(content))


def _text(content: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
    return text
