"""Whether policies can be declared together: keys, currencies, and which of them replaces which."""

from collections import Counter
from collections.abc import Iterable

from headwater.analysis.errors import nearest
from headwater.analysis.policy.policy import Policy

LONGEST = {"id": 80, "issuer": 120, "document_ref": 200}
"""What a record has room for."""


def together(policies: Iterable[Policy], currency: str = "") -> list[str]:
    """Say why policies cannot be declared together, one line a reason; nothing where they can.

    Parameters
    ----------
    currency : str
        Of the declared facts.
    """
    found = list(policies)
    known = {one.id: one for one in found}
    wrong = [
        f"policy {one.id[:80]!r}, {name}: it is {len(getattr(one, name))} characters; at most {most} fit."
        for one in found
        for name, most in LONGEST.items()
        if len(getattr(one, name)) > most
    ]
    for one in found:
        if one.effective_from and one.effective_to and one.effective_to < one.effective_from:
            wrong.append(
                f"policy {one.id!r}, effective_to: it ends on {one.effective_to}, before it starts on "
                f"{one.effective_from}."
            )
        if currency and one.currency and one.currency != currency:
            wrong.append(
                f"policy {one.id!r}, unit: it is in {one.currency}, the facts are in {currency}. Give both "
                "in one currency."
            )
        if one.replaces:
            wrong += _replacing(one, known)
    by_replaced = Counter(one.replaces for one in found if one.replaces)
    for key, count in by_replaced.items():
        if count > 1:
            names = sorted(one.id for one in found if one.replaces == key)
            wrong.append(
                f"policy {names[-1]!r}, replaces: {key!r} is replaced by {', '.join(names[:-1])} already; "
                "one policy has one successor. Let this one replace that."
            )
    return wrong


def _replacing(one: Policy, known: dict[str, Policy]) -> list[str]:
    earlier, start = known.get(one.replaces), one.effective_from
    if earlier is None:
        return [
            f"policy {one.id!r}, replaces: there is no policy {one.replaces!r}."
            f"{nearest(one.replaces, list(known))}"
        ]
    if start is None:
        return [
            f"policy {one.id!r}, effective_from: is missing. A policy that replaces another says from "
            "when on."
        ]
    if earlier.effective_from and earlier.effective_from >= start:
        return [
            f"policy {one.id!r}, effective_from: it replaces {earlier.id!r}, which starts on "
            f"{earlier.effective_from}. It has to start after that."
        ]
    return []
