"""Policies from a file, weighed against what is declared before anything of it is kept."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from headwater.analysis.errors import BadDataError
from headwater.analysis.policy import Policy, PolicySet
from headwater.analysis.policy.reading import parse_policies
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.chains import together
from headwater.apps.policy.differences import Difference, differences
from headwater.apps.policy.models import Policy as Record
from headwater.apps.policy.selectors.basis import facts_currency

MOST_CHARACTERS = 1_000_000


@dataclass(frozen=True)
class Changed:
    """A policy that a file says otherwise than what is declared."""

    before: Policy
    after: Policy

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What differs, in words."""
        return differences(self.before, self.after)


@dataclass(frozen=True)
class Preview:
    """What an import would do.

    Attributes
    ----------
    gone : tuple of Policy
        Declared, and not in the file.
    basis : str
        Stands for what is declared now: an import of it says whether that changed meanwhile.
    """

    name: str
    new: tuple[Policy, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[Policy, ...]
    gone: tuple[Policy, ...]
    basis: str

    @property
    def changes_anything(self) -> bool:
        """Whether anything differs but for policies that the file does not hold."""
        return bool(self.new or self.changed)


def preview_of(user: User, text: str, name: str, *, take_out_gone: bool = False) -> Preview:
    """Return what an import would do.

    Raises
    ------
    BadDataError
        Something in the file is wrong, or does not fit what is declared: every fault, one a line.
    """
    require(user, Action.CHANGE_POLICY)
    live = {one.key: one.policy for one in Record.objects.filter(taken_out_at=None)}
    return compared(live, text, name, take_out_gone=take_out_gone)


def compared(live: Mapping[str, Policy], text: str, name: str, *, take_out_gone: bool) -> Preview:
    """Compare a file with declared policies, by key."""
    if len(text) > MOST_CHARACTERS:
        raise BadDataError(f"{name}: it holds more than a million characters; no file of policies does.")
    found = {one.id: one for one in parse_policies(text, name)}
    gone = {key: one for key, one in live.items() if key not in found}
    stay = {} if take_out_gone else gone
    # what stays keeps the day on which one of the file may take its place
    whole = PolicySet((*found.values(), *stay.values()))
    wrong = together(whole, facts_currency())
    if wrong:
        raise BadDataError("\n".join(f"{name}: {one}" for one in wrong), problems=tuple(wrong))
    found = {one.id: one for one in whole if one.id in found}
    both = [(live[key], one) for key, one in found.items() if key in live]
    return Preview(
        name=name,
        new=tuple(one for key, one in found.items() if key not in live),
        changed=tuple(Changed(before, after) for before, after in both if before != after),
        unchanged=tuple(after for before, after in both if before == after),
        gone=tuple(gone.values()),
        basis=basis_of(live),
    )


def basis_of(live: Mapping[str, Policy]) -> str:
    """Return what stands for a state of the declared policies."""
    plain = json.dumps({key: one.to_dict() for key, one in live.items()}, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
