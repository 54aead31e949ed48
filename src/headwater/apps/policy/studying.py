"""The study of conflicts as it is kept: plain data, under a name that says what it was worked out from."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from headwater import __version__
from headwater.analysis.errors import HeadwaterError
from headwater.analysis.policy import Facts, PolicySet
from headwater.analysis.policy.floor_voice import Contradiction

PART = "conflicts"
KEPT_SECONDS = 14 * 24 * 3600

Content = Mapping[str, Any]
"""`asked`: the name; `study`: of `Study.to_dict()`, None where it was refused; `refused`: why; `finding`;
`heard`: flags that name a conflict, by its id, where they are enough; `conflicts`: sentences with their
policies."""


def name_of(policies: PolicySet, facts: Facts, day: date) -> str:
    """Return by what a study is kept: it differs when policies in force, what is left out, or facts do."""
    states = sorted(
        (one.id, json.dumps(one.to_dict(), sort_keys=True) if one.in_force(day) else _state(one, day))
        for one in policies
    )
    said = json.dumps([__version__, states, facts.to_dict()], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def content_of(
    policies: PolicySet,
    facts: Facts,
    day: date,
    said: Sequence[Contradiction] = (),
    heard_since: date | None = None,
) -> Content:
    """Work out everything about the conflicts of a day; what stands in the way is a result too."""
    from headwater.analysis.policy.conflict_study import Study, study_conflicts
    from headwater.analysis.policy.mistakes.instructions import conflicting_instructions

    study: Study | str
    try:
        study = study_conflicts(policies, facts, on=day)
    except HeadwaterError as error:
        study = error.message
    finding = conflicting_instructions(study, policies, said, on=day, heard_since=heard_since)
    refused = study if isinstance(study, str) else ""
    told = None if isinstance(study, str) else study.to_dict()
    # the page of a policy reads the sentences here; without a study there is nothing to read
    short = {} if told is None else {"conflicts": [_short(one) for one in told["conflicts"]]}
    counted = finding.tables["conflicts"]["Flags that name it"] if told else []
    return short | {
        "asked": name_of(policies, facts, day),
        "study": told,
        "refused": refused,
        "finding": finding.to_dict(),
        "heard": {
            one["id"]: flags
            for one, flags in zip(told["conflicts"] if told else (), counted, strict=True)
            if flags
        },
    }


def _short(conflict: Mapping[str, Any]) -> dict[str, Any]:
    return {name: conflict[name] for name in ("id", "sentence", "policies")}


def _state(policy: Any, day: date) -> str:
    later = policy.effective_from is not None and policy.effective_from > day
    return f"starts {policy.effective_from}" if later else f"ended {policy.effective_to}"
