"""Quotes go where the words they were taken from went: what is purged from the store is purged here."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from headwater.analysis.demand.coding.form import EVIDENCE
from headwater.analysis.demand.coding.quoting import is_quoted
from headwater.apps.coding.models import Decision, Reading
from headwater.apps.coding.selectors.words import words_of_all
from headwater.apps.people.audit import record
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import ensure_task

FORGET = "coding.forget_quotes"
_AT_ONCE = 500
_QUOTE: tuple[type[Reading] | type[Decision], ...] = (Reading, Decision)


def queue_forgetting() -> Task | None:
    """Have quotes looked through after the store changed, where there are any."""
    if not any(kind.objects.exclude(evidence_quote="").exists() for kind in _QUOTE):
        return None
    return ensure_task(kind=FORGET)  # one that runs may have looked before these words went


def quoted() -> Iterator[Sequence[Reading | Decision]]:
    """Yield readings and decisions with a quote, some at a time."""
    for kind in _QUOTE:
        keys = list(kind.objects.exclude(evidence_quote="").order_by("pk").values_list("pk", flat=True))
        for first in range(0, len(keys), _AT_ONCE):
            some = kind.objects.filter(pk__in=keys[first : first + _AT_ONCE])
            yield [*some.select_related("contact")]


@transaction.atomic
def forget_quotes(some: Sequence[Reading | Decision]) -> int:
    """Empty the quotes whose words the store no longer holds; return how many."""
    shown = words_of_all([kept.contact for kept in some])
    gone = [kept for kept in some if not is_quoted(kept.evidence_quote, shown.get(kept.contact.item, {}))]
    for kept in gone:
        answers = {**kept.answers, EVIDENCE: ""} if EVIDENCE in kept.answers else kept.answers
        changed = type(kept)._default_manager.filter(pk=kept.pk)
        changed.update(evidence_quote="", answers=answers, revision=kept.revision + 1)
        record(None, f"{kept._meta.model_name}.quote_forgotten", kept)
    return len(gone)
