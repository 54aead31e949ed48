"""Files that policies stand in: kept as they were given, handed out as attachments only."""

import hashlib
from pathlib import PurePath

from django.db import transaction

from headwater.analysis.errors import UsageError
from headwater.apps.people.audit import record
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.models import Document, Policy

MOST_BYTES = 5_000_000
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "html": "text/html",
}
"""What is taken, by the ending of its name."""
_BEGINS_WITH = {"pdf": b"%PDF", "docx": b"PK", "odt": b"PK", "xlsx": b"PK"}


@transaction.atomic
def add_document(
    *, acting_user: User, title: str, file_name: str, content: bytes, issuer: str = "", note: str = ""
) -> Document:
    """Keep a file; policies that refer to its title stand in it from now on.

    Raises
    ------
    UsageError
        It is empty, too large, of a kind that is not taken or not what its name says, or there already.
    """
    require(acting_user, Action.CHANGE_POLICY)
    name, title = PurePath(file_name.replace("\\", "/")).name[-200:], title.strip()
    ending = name.rpartition(".")[2].lower()
    if ending not in MEDIA_TYPES:
        raise UsageError(f"A document is one of {', '.join(MEDIA_TYPES)}; {name!r} is none of them.")
    if not content:
        raise UsageError(f"{name} is empty.")
    if len(content) > MOST_BYTES:
        raise UsageError(f"{name} is larger than 5 MB. Give the part that the policies stand in.")
    if not content.startswith(_BEGINS_WITH.get(ending, b"")):
        raise UsageError(f"{name} is not what its name says: a {ending} file begins otherwise.")
    _not_there(title, digest := hashlib.sha256(content).hexdigest())
    kept = Document.objects.create(
        title=title,
        issuer=issuer.strip(),
        file_name=name,
        media_type=MEDIA_TYPES[ending],
        content=content,
        size=len(content),
        sha256=digest,
        note=note.strip(),
        added_by=acting_user,
    )
    Policy.objects.filter(document=None, taken_out_at=None, content__document_ref=title).update(document=kept)
    record(acting_user, "policy.document_added", kept, size=kept.size)
    return kept


@transaction.atomic
def remove_document(*, acting_user: User, document: Document) -> None:
    """Remove a file in which no policy stands.

    Raises
    ------
    UsageError
        Policies stand in it.
    """
    require(acting_user, Action.CHANGE_POLICY)
    standing = list(document.policies.filter(taken_out_at=None).order_by("key").values_list("key", flat=True))
    if standing:
        raise UsageError(
            f"{len(standing)} polic{'y stands' if len(standing) == 1 else 'ies stand'} in it: "
            f"{', '.join(standing[:5])}{' and others' if len(standing) > 5 else ''}. "
            "Documents of policies stay."
        )
    record(acting_user, "policy.document_removed", document, size=document.size)
    document.policies.update(document=None)
    document.delete()


def _not_there(title: str, digest: str) -> None:
    if not title:
        raise UsageError("Give the document a title, as policies refer to it.")
    same = Document.objects.filter(sha256=digest).defer("content").first()
    if same is not None:
        raise UsageError(f"This file is there already, as “{same.title}”.")
    if Document.objects.filter(title=title).exists():
        raise UsageError(
            f"There is a document “{title}” already. Give this one another title, such as its year."
        )
