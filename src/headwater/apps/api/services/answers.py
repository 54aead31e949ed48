"""The first answer again: a request that comes twice with one Idempotency-Key is done once."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from headwater.analysis.errors import BadDataError, UsageError
from headwater.apps.api.models import FirstAnswer
from headwater.apps.people.models import User
from headwater.apps.people.selectors import hashed

LONGEST_KEY = 200
Answer = dict[str, Any]
T = TypeVar("T")


def answer_once(
    *,
    acting_user: User,
    endpoint: str,
    key: str | None,
    content: bytes,
    prepare: Callable[[], T],
    do: Callable[[T], Answer],
) -> Answer:
    """Do something and return its answer; with a key that came before, only return the first answer.

    What takes time is in `prepare` and changes no record. Records and answer are written together: of two
    that come at once, the second waits for the first, or finds the key taken and answers the same.
    """
    if key is None:
        return do(prepare())
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise UsageError(f"An Idempotency-Key has 1 to {LONGEST_KEY} printable characters.")
    known = FirstAnswer.objects.filter(maker=acting_user, endpoint=endpoint, key_hash=hashed(key))
    content_hash = hashlib.sha256(content).hexdigest()
    first = known.first()
    if first is None:
        prepared = prepare()
        try:
            with transaction.atomic():
                made = FirstAnswer.objects.create(
                    maker=acting_user, endpoint=endpoint, key_hash=hashed(key), content_hash=content_hash
                )
                made.answer = answer = do(prepared)
                made.save(update_fields=["answer"])
                return answer
        except IntegrityError:
            first = known.first()
            if first is None:
                raise
    if first.content_hash != content_hash:
        raise BadDataError("This Idempotency-Key came before with other content: use a new key for it.")
    assert first.answer is not None  # written in the transaction that made it
    return dict(first.answer)
