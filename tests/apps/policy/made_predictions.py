"""Scenarios whose answers are known figure by figure, each as the lab keeps it."""

from typing import Any

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy import sample
from headwater.analysis.policy.what_if.result import Row, WhatIf
from headwater.apps.people.models import User
from headwater.apps.policy.models import Scenario


def row(key: str, unit: str, before: Any, after: Any, change: Any, **said: Any) -> Row:
    """Return a figure from numbers, or from (value, low, high)."""
    shown, then, by = (
        Estimate(*one) if isinstance(one, tuple) else Estimate(one) for one in (before, after, change)
    )
    words = said.pop("words", key.removesuffix("_frac").replace("_", " ").capitalize())
    return Row(key, words, unit, shown, then, by, better=said.pop("better", "lower"))


LONGER = (
    row("contacts_per_hour", "contacts", (400.0, 392.0, 408.0), (368.0, 355.0, 381.0), (-32.0, -44.0, -20.0)),
    row("repeat_frac", "share", (0.32, 0.31, 0.33), (0.26, 0.24, 0.28), (-0.06, -0.08, -0.04)),
    row("abandon_frac", "share", (0.05, 0.04, 0.06), (0.05, 0.03, 0.07), (0.0, -0.02, 0.02)),
    row("fcr_frac", "share", (0.64, 0.63, 0.66), (0.71, 0.69, 0.73), (0.07, 0.04, 0.09), better="higher"),
    row("handle_s", "s", (240.0, 238.0, 242.0), (300.0, 298.0, 302.0), (60.0, 60.0, 60.0), better=""),
    row("wait_s", "s", None, None, None),
)


def answer(*rows: Row, **said: Any) -> WhatIf:
    """Return an answer of the lab."""
    sentence = said.pop("sentence", "Handle time 300 s. Contacts fall from 400 to 368 an hour.")
    return WhatIf({"handle_s": 300.0}, rows or LONGER, sentence, currency="EUR", **said)


def a_scenario(made_by: User, *rows: Row, name: str = "Longer calls", **said: Any) -> Scenario:
    """Keep a scenario: calls may take five minutes, so that fewer people have to call again."""
    facts = sample("telecom")[1].to_dict() | said.pop("facts", {})
    return Scenario.objects.create(
        name=name,
        change={"handle_s": 300.0},
        facts=facts,
        answer=answer(*rows).to_dict(),
        made_by=made_by,
        **said,
    )
