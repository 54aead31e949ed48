"""Two versions of a codebook: what changed, and which codings still stand."""

from collections.abc import Iterator, Mapping, Sequence

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.codes import Change
from headwater.analysis.demand.codebook.freezing import fingerprint_of
from headwater.analysis.demand.codebook.versions_result import CarriedOver, CodebookDiff, CodeChange, Recode
from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import nearest


def diff(old: Codebook, new: Codebook) -> CodebookDiff:
    """Compare two versions of a codebook.

    A code carries over when it means the same in both, or when `changed_from` leads it to one code. A code
    that was split, dropped, taken out or reworded without a word about it has to be coded again.

    Examples
    --------
    >>> old = Codebook.model_validate({"codebook": "shop", "version": 1, "reason": {"Late": "Too late."}})
    >>> new = Codebook.model_validate({
    ...     "codebook": "shop", "version": 2, "reason": {"Not here": "Too late."}, "changed_from": {
    ...         "version": 1, "changes": [
    ...             {"field": "reason", "from": "Late", "to": "Not here", "why": "clearer"}]}})
    >>> diff(old, new).becomes["reason", "Late"]
    'Not here'
    """
    becomes: dict[tuple[str, str], str] = {}
    recode: list[Recode] = []
    for name in FIELDS:
        for code in _old_codes(old, new, name):
            now, why = _after(old, new, name, code)
            if now is None:
                recode.append(Recode(name, code, why))
            else:
                becomes[name, code] = now
    return CodebookDiff(
        old.title,
        new.title,
        tuple(change for name in FIELDS for change in _changes(old, new, name)),
        becomes,
        tuple(recode),
        tuple(_problems(old, new)),
        {name: new.codes(name) for name in FIELDS},
    )


def carry_over(codes: Mapping[str, str], changes: CodebookDiff) -> CarriedOver:
    """Translate a contact's codes into the new version.

    Parameters
    ----------
    codes : mapping of str to str
        str and code, as they were given under the old version.

    Examples
    --------
    >>> book = Codebook.model_validate({"codebook": "shop", "version": 1, "reason": {"Late": "Too late."}})
    >>> carry_over({"reason": "parcel gone"}, diff(book, book)).recode[0].why
    'it is free text and no code of shop 1'
    """
    again = {(recode.field, recode.code): recode for recode in changes.recode}
    carried: dict[str, str] = {}
    recode: list[Recode] = []
    for name, code in codes.items():
        if (name, code) in changes.becomes:
            carried[name] = changes.becomes[name, code]
        elif (name, code) in again:
            recode.append(again[name, code])
        elif code in changes.new_codes.get(name, ()):
            carried[name] = code
        elif code:
            recode.append(Recode(name, code, f"it is free text and no code of {changes.new}"))
    return CarriedOver(carried, tuple(recode))


def _old_codes(old: Codebook, new: Codebook, name: str) -> Iterator[str]:
    """Yield the old version's codes, and the free texts of open coding that the new one speaks of."""
    known = old.codes(name)
    yield from known
    if not old.frozen and new.changed_from is not None:
        spoken = [c for change in new.changed_from.changes if change.field == name for c in change.before]
        yield from dict.fromkeys(code for code in spoken if code not in known)


def _after(old: Codebook, new: Codebook, name: str, code: str) -> tuple[str | None, str]:
    """Return what a code has become; None, and why, where that cannot be told."""
    said = list(new.changed_from.of(name, code)) if new.changed_from else []
    if said:
        return _as_said(said, new, name)
    if code not in new.codes(name):
        return None, f"{new.title} does not have it, and changed_from says nothing of it"
    if _reworded(old, new, name, code):
        return None, "it means something else, and changed_from does not say that codings still stand"
    return code, ""


def _as_said(said: Sequence[Change], new: Codebook, name: str) -> tuple[str | None, str]:
    """Return what `changed_from` makes of a code."""
    after = list(dict.fromkeys(to for change in said for to in change.after))
    why = "; ".join(change.why for change in said if change.why)
    reason = f" ({why})" if why else ""
    if not after:
        return None, f"it was dropped{reason}"
    if len(after) > 1:
        return None, f"it was split into {', '.join(map(repr, after))}{reason}"
    if after[0] not in new.codes(name):
        return None, f"it leads to {after[0]!r}, which {new.title} does not have"
    return after[0], ""


def _changes(old: Codebook, new: Codebook, name: str) -> Iterator[CodeChange]:
    before, after = old.codes(name), new.codes(name)
    said = [change for change in new.changed_from.changes if change.field == name] if new.changed_from else []
    left = {code for change in said for code in change.before}
    reached = {code for change in said for code in change.after}
    for code in before:
        if code not in after:
            yield CodeChange(name, code, "removed", "", code in left)
    for code in after:
        if code not in before:
            yield CodeChange(name, code, "added", "", code in reached)
        elif parts := _reworded(old, new, name, code):
            yield CodeChange(name, code, "reworded", f"{', '.join(parts)} changed", code in left)
    for code in after:
        if code in before and (what := _moved(old, new, name, code)):
            yield CodeChange(name, code, "moved", what, True)


def _reworded(old: Codebook, new: Codebook, name: str, code: str) -> list[str]:
    first, second = old.code(name, code), new.code(name, code)
    if first is None or second is None:
        return []
    parts = ("label", "meaning", "counts", "counts_not")
    pairs = zip(parts, first.wording(), second.wording(), strict=True)
    return [part for part, one, other in pairs if one != other]


def _moved(old: Codebook, new: Codebook, name: str, code: str) -> str:
    if name == "cause_owner":
        was, now = old.is_inside_support(code), new.is_inside_support(code)
        if was != now:
            return f"{_side(was)} before, {_side(now)} now"
    if name == "reason":
        usual, usual_now = old.usual(code), new.usual(code)
        fields = [f for f in FIELDS if usual.get(f) != usual_now.get(f)]
        shown = [
            f"{f} {usual.get(f) or 'nothing'} before, {usual_now.get(f) or 'nothing'} now" for f in fields
        ]
        return f"usually {'; '.join(shown)}" if shown else ""
    return ""


def _side(inside: bool | None) -> str:
    return "not said" if inside is None else "inside support" if inside else "outside support"


def _problems(old: Codebook, new: Codebook) -> Iterator[str]:
    if old.name != new.name:
        yield f"{old.title} and {new.title} are two codebooks, not two versions of one."
    elif new.version < old.version:
        yield f"{new.title} comes before {old.title}: give the older file first."
    elif new.version == old.version and old.frozen and fingerprint_of(new) != fingerprint_of(old):
        yield f"Both are {old.title}, and they are not the same: a change needs a new version."
    before = new.changed_from
    if before is None:
        return
    if before.version != old.version:
        yield f"{new.title} says what changed from version {before.version}, not from {old.title}."
    for change in before.changes:
        for code in change.before:
            known = list(old.codes(change.field))
            if old.frozen and code not in known:
                hint = nearest(code, known) if known else ""
                yield f"{change} speaks of {code!r}, which {old.title} does not have.{hint}"
