"""What people say is so."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy.facts_reading import facts_of
from headwater.analysis.policy.store_facts import said_over
from headwater.analysis.policy.weighing import check_facts
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.models import DeclaredFacts, Policy
from headwater.apps.policy.selectors.facts import measured_facts
from headwater.apps.policy.services.reading import read_soon


@transaction.atomic
def declare_facts(
    *, acting_user: User, content: Mapping[str, Any], seen: int | None = None, from_sample: bool = False
) -> DeclaredFacts:
    """Say what is so, in place of all that was said before, which stays in the history.

    Parameters
    ----------
    content : mapping
        What `parse_facts` reads, as plain data. Nothing at all takes back what was said.
    seen : int, optional
        The key of the facts the person saw, 0 for none.

    Raises
    ------
    BadDataError
        Something in it cannot be so, alone or with what contacts say: every fault, one a line.
    UsageError
        Somebody said something else meanwhile, or a declared policy is in another currency.
    """
    require(acting_user, Action.CHANGE_POLICY)
    latest = DeclaredFacts.objects.select_for_update().first()
    if seen is not None and seen != (0 if latest is None else latest.pk):
        raise UsageError("Somebody changed the facts while you had the page open. Load it again.")
    if content:
        facts_of(content)
        check_facts(said_over(measured_facts().facts, content))
        _one_currency(str(content.get("currency", "")))
    if (latest.content if latest else {}) == dict(content):
        raise UsageError("Nothing differs from what was said before.")
    said = DeclaredFacts.objects.create(content=dict(content), made_by=acting_user, from_sample=from_sample)
    record(acting_user, "policy.facts_declared", said, facts=sorted(content))
    transaction.on_commit(lambda: read_soon(acting_user) and None, robust=True)
    return said


def _one_currency(currency: str) -> None:
    if not currency:
        return
    if len(currency) != 3 or not currency.isupper() or not currency.isascii():
        raise BadDataError(f"facts, currency: it has to be three letters such as EUR, not {currency!r}.")
    policies = (one.policy for one in Policy.objects.filter(taken_out_at=None))
    others = sorted({one.currency for one in policies if one.currency} - {currency})
    if others:
        raise UsageError(
            f"Declared policies are in {' and '.join(others)}. Give facts and policies in one currency."
        )
