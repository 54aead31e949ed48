"""Raising a flag, adding to it, taking it back."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from headwater.analysis.contacts.raw_identifiers import mask_identifiers
from headwater.analysis.demand.frame import as_code
from headwater.analysis.errors import NotAllowedError, UsageError, nearest
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Action, Role, Scope, scope_of
from headwater.apps.people.selectors import memberships_now, require
from headwater.apps.voices.kinds import Kind, Origin
from headwater.apps.voices.models import Flag
from headwater.apps.voices.selectors.contacts import FoundContact, contact_behind
from headwater.apps.voices.services.clustering import all_words, cluster_for
from headwater.apps.voices.services.unnamed import record_unnamed

MOST_AMOUNT = Decimal(1_000_000)
_LONGEST = {"words": 1000, "needed": 300, "limit": 300, "instruction_a": 300, "instruction_b": 300}
_TEXTS = tuple(_LONGEST)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a flag says beside its kind and reason; every part of it may be left out."""

    words: str = ""
    needed: str = ""
    amount: Decimal | None = None
    currency: str = ""
    limit: str = ""
    instruction_a: str = ""
    origin_a: str = ""
    instruction_b: str = ""
    origin_b: str = ""
    may_name: bool = False


def raise_flag(
    *,
    acting_user: User,
    kind: str,
    code: str = "",
    source: str = "",
    contact_id: str = "",
    once: str = "",
    words: str = "",
    needed: str = "",
    amount: Decimal | None = None,
    currency: str = "",
    limit: str = "",
    instruction_a: str = "",
    origin_a: str = "",
    instruction_b: str = "",
    origin_b: str = "",
    may_name: bool = False,
) -> Flag:
    """Raise a flag for oneself.

    Parameters
    ----------
    kind : str
        A value of `kinds.Kind`; `code` one of its reasons, empty for something else.
    source, contact_id : str
        The contact it is about; one that the store does not know is taken and marked so.
    once : str
        A key of the sender: the same person's flag with the same key is made only once.
    words, needed, amount, currency, limit, instruction_a, origin_a, instruction_b, origin_b, may_name
        See `Said`. E-mail addresses, phone, card and account numbers are taken out of the texts.
    """
    require(acting_user, Action.FLAG, Scope.OWN)
    said = Said(
        words=words,
        needed=needed,
        amount=amount,
        currency=currency,
        limit=limit,
        instruction_a=instruction_a,
        origin_a=origin_a,
        instruction_b=instruction_b,
        origin_b=origin_b,
        may_name=may_name,
    )
    checked = check_said(kind, code, said)
    source, contact_id = source.replace("\0", "").strip(), contact_id.replace("\0", "").strip()
    check_contact(source, contact_id)
    found, looked = contact_behind(source, contact_id)
    known = (found is not None) if looked else None
    return keep_flag(
        acting_user=acting_user,
        kind=kind,
        code=code,
        contact=found or FoundContact(source, contact_id, ""),
        contact_known=known,
        once=once,
        said=checked,
    )


@transaction.atomic
def keep_flag(
    *,
    acting_user: User,
    kind: str,
    code: str,
    contact: FoundContact,
    contact_known: bool | None,
    said: dict[str, Any],
    once: str = "",
    by_sample: bool = False,
) -> Flag:
    """Write a flag that was checked, with what the store says of its contact."""
    made = Flag(kind=kind, code=code, contact_reason=contact.reason, once=once[:64], by_sample=by_sample)
    for name, value in said.items():
        setattr(made, name, value)
    made.raised_by, made.team = acting_user, team_of(acting_user)
    made.source, made.contact_id, made.contact_known = contact.source, contact.contact_id, contact_known
    # of two that come at once the second finds the first: the person's row is held until the end
    User.objects.select_for_update().get(pk=acting_user.pk)
    if once:
        before = Flag.objects.filter(raised_by=acting_user, once=made.once).first()
        if before is not None:
            return before
    made.cluster = cluster_for(kind, code, contact.reason, all_words(made))
    made.save()
    record_unnamed("flag.raised", made)
    return made


def team_of(user: User) -> Team:
    """Return the team somebody flags for: the one they are an agent in, else the first."""
    held = [m for m in memberships_now(user) if scope_of(Action.FLAG, Role(m.role)) is not None]
    if not held:
        raise NotAllowedError("You flag for a team, and you are in none today. An administrator can help.")
    return min(held, key=lambda m: m.role != Role.AGENT.value).team


def check_said(kind: str, code: str, said: Said) -> dict[str, Any]:
    """Return the parts of a flag as they are kept, or say what is wrong with them."""
    kinds = [k.value for k in Kind]
    if kind not in kinds:
        raise UsageError(f"There is no kind of flag {as_code(kind)}.{nearest(kind, kinds)}")
    codes = Kind(kind).codes
    if code not in codes:
        raise UsageError(f"{kind} has no reason {as_code(code)}.{nearest(code, [c for c in codes if c])}")
    kept: dict[str, Any] = {**said.__dict__}
    for name in _TEXTS:
        kept[name] = mask_identifiers(kept[name].replace("\0", "").strip()).text
        if len(kept[name]) > _LONGEST[name]:
            raise UsageError(f"{name} has {len(kept[name]):,} characters: at most {_LONGEST[name]:,} fit.")
    origins = [origin.value for origin in Origin]
    for name in ("origin_a", "origin_b"):
        if kept[name] and kept[name] not in origins:
            raise UsageError(f"{name} is {as_code(kept[name])}.{nearest(kept[name], origins)}")
    kept["currency"] = kept["currency"].strip().upper()
    _check_amount(kept["amount"], kept["currency"])
    if kept["amount"] is None:
        kept["currency"] = ""
    return kept


def check_contact(source: str, contact_id: str) -> None:
    """Refuse what is no number of a contact, above all what leads to a person."""
    if len(source) > 100 or len(contact_id) > 100:
        raise UsageError("The number of a contact and its source have at most 100 characters each.")
    if mask_identifiers(contact_id).found and "@" in contact_id:
        raise UsageError("That is an e-mail address. Give the contact's number, or leave it out.")


def _check_amount(amount: Decimal | None, currency: str) -> None:
    if amount is None:
        return
    if not amount.is_finite() or not 0 <= amount <= MOST_AMOUNT:
        raise UsageError(f"The amount has to lie between 0 and {MOST_AMOUNT:,}.")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise UsageError("An amount needs its currency as three letters, such as EUR.")
