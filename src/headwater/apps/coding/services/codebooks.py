"""Codebooks: taken over from those that ship, or an organisation's own; frozen once a study codes by them."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from headwater.analysis.demand.codebook.freezing import fingerprint_of, frozen_text
from headwater.analysis.demand.codebook.reading import STARTERS, parse_codebook, shipped_text
from headwater.analysis.errors import BadDataError, UsageError
from headwater.apps.coding.models import CodebookVersion
from headwater.apps.coding.selectors.counting import book_of
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require

MOST_LETTERS = 500_000


@transaction.atomic
def add_shipped_codebook(*, acting_user: User | None, name: str) -> CodebookVersion:
    """Take over a codebook that ships; return it when it is here already."""
    if acting_user is not None:
        require(acting_user, Action.MANAGE_CODING)
    if name not in STARTERS:
        raise UsageError("There is no such codebook to start from.")
    found = CodebookVersion.objects.filter(name=name).order_by("-version").first()
    return found or _add(acting_user, shipped_text(name), f"{name}.yaml")


@transaction.atomic
def add_codebook(*, acting_user: User, text: str) -> CodebookVersion:
    """Add a codebook of one's own, or replace an open version that nobody codes by yet.

    Raises
    ------
    BadDataError
        It is no codebook, or has errors; each message names the line.
    UsageError
        This version is frozen here.
    """
    require(acting_user, Action.MANAGE_CODING)
    if len(text) > MOST_LETTERS:
        raise UsageError(f"A codebook has at most {MOST_LETTERS:,} letters; this text is longer.")
    return _add(acting_user, text, "the codebook")


def _add(user: User | None, text: str, name: str) -> CodebookVersion:
    book = parse_codebook(text, name)
    errors = [str(found) for found in book.check() if found.level == "error"]
    if book.frozen and book.fingerprint != fingerprint_of(book):
        errors.append(
            "It says that it is frozen and was changed since. Give the change the next version number."
        )
    if errors:
        raise BadDataError("\n".join(["The codebook cannot be used yet:", *errors]))
    version = book.version or 1
    found = CodebookVersion.objects.select_for_update().filter(name=book.name, version=version).first()
    if found is not None and (found.frozen_at is not None or found.studies.exists()):
        if found.text == text:
            return found
        raise UsageError(
            f"{book.name} {version} is frozen: contacts are coded by it. Raise `version` to {version + 1}, "
            "and say under `changed_from` what became of the codes."
        )
    frozen_at = timezone.now() if book.frozen else None
    if found is not None:
        found.text, found.frozen_at = text, frozen_at
        found.save(update_fields=["text", "frozen_at"])
        record(user, "codebook.changed", found, version=version)
        return found
    try:
        with transaction.atomic():
            made = CodebookVersion.objects.create(
                name=book.name, version=version, text=text, frozen_at=frozen_at, added_by=user
            )
    except IntegrityError:
        raise UsageError("Somebody added this version a moment ago. Look at it first.") from None
    record(user, "codebook.added", made, version=version)
    return made


def freeze(kept: CodebookVersion, user: User | None) -> None:
    """Freeze a codebook for its first study; the caller holds the transaction and has checked who asks.

    Raises
    ------
    BadDataError
        It says less than a frozen codebook has to.
    """
    if kept.frozen_at is not None:
        return
    kept.text = frozen_text(kept.text, book_of(kept))
    kept.frozen_at = timezone.now()
    kept.save(update_fields=["text", "frozen_at"])
    record(user, "codebook.frozen", kept, version=kept.version)
