"""The words of contacts: which pieces each one is made of, and the SQL that joins them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.cases import Contacts
from headwater.analysis.sample_org.clock import epoch
from headwater.analysis.sample_org.reasons import phrases, reasons
from headwater.analysis.sample_org.settings import SampleSettings

Words = npt.NDArray[np.uint64]
_STREAMS = 4
_BRIEF_PERCENT = 25
_TYPO_PERCENT = 8


def words(positions: npt.NDArray[np.int64] | npt.NDArray[np.int32], seed: int, stream: int) -> Words:
    """Return 64 well-mixed bits for each position (SplitMix64's mixing step)."""
    with np.errstate(over="ignore"):
        mixed = positions.astype(np.uint64) * np.uint64(_STREAMS) + np.uint64(stream)
        mixed = (mixed + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= np.uint64((seed * 0x5851F42D4C957F2D) % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed


def choose(word: Words, shift: int, count: npt.NDArray[np.int64] | int) -> npt.NDArray[np.int64]:
    """Choose one of `count` by 12 bits of the word."""
    return ((word >> np.uint64(shift)) & np.uint64(4095)).astype(np.int64) * count >> 12


def pieces(contacts: Contacts, settings: SampleSettings) -> dict[str, npt.NDArray[np.signedinteger]]:
    """Return, for each contact, the positions (from 1) of its pieces in `lists()`; 1 is always empty.

    A case keeps its slots (order number, place, product, day): who comes back speaks of the same thing.
    """
    of_row, more = (words(np.arange(len(contacts)), settings.seed, s) for s in (0, 1))
    of_case, of_goods = (words(contacts.case, settings.seed, s) for s in (2, 3))
    silent = contacts.abandoned & (contacts.channel == 0)
    spoken = contacts.channel == 0
    titled = (contacts.channel == 2) | (contacts.channel == 3)
    again = contacts.attempt > 0
    reason = contacts.reason

    def of_reason(name: str, word: Words, shift: int) -> npt.NDArray[np.int64]:
        counts = np.array([len(getattr(r, name)) for r in reasons()])
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        return starts[reason] + choose(word, shift, counts[reason]) + 2

    def of_all(name: str, word: Words, shift: int) -> npt.NDArray[np.int64]:
        return choose(word, shift, len(phrases()[name])) + 2

    brief = choose(more, 12, 100) < _BRIEF_PERCENT
    chosen = {
        "subject": np.where(titled, of_reason("subjects", of_row, 0), 1),
        "greeting": np.where(spoken | silent, 1, of_all("greetings", of_row, 12)),
        "again": np.where(again & ~silent & ~contacts.outbound, of_all("again", of_row, 24), 1),
        "saying": np.where(silent, 1, of_reason("sayings", of_row, 36)),
        "detail": np.where(brief | silent | contacts.outbound, 1, of_reason("details", more, 0)),
        "closing": np.where(spoken | silent, 1, of_all("closings", of_row, 48)),
        "callback": np.where(contacts.outbound, of_all("callback", more, 48), 1),
        "typo": np.where(choose(more, 24, 100) < _TYPO_PERCENT, 5 + choose(more, 36, 60), 0),
        "order": 10_000_000 + choose(of_case, 0, 4096) * 4096 + choose(of_case, 12, 4096),
        "place": choose(of_case, 24, len(phrases()["places"])) + 1,
        "depot": _depot(contacts, settings, of_case),
        "product": choose(of_goods, 0, len(phrases()["products"])) + 1,
        "day": choose(of_case, 48, len(phrases()["days"])) + 1,
        "amount": 5 + choose(of_goods, 12, 195),
    }
    return {n: v.astype(np.int32 if n == "order" else np.int16) for n, v in chosen.items()}


def _depot(contacts: Contacts, settings: SampleSettings, of_case: Words) -> npt.NDArray[np.int64]:
    """Name the depot a late parcel hangs in: before the fix most often the failing one."""
    planted = settings.planted
    began = np.zeros(int(contacts.case.max(initial=0)) + 1, dtype=np.int64)
    began[contacts.case[::-1]] = contacts.wall[::-1]
    fixed = began[contacts.case] >= epoch(settings.day(settings.fix_day))
    shares = np.array(planted.depot_shares)
    rates = np.full((2, len(shares)), planted.late_share_other_depots)
    rates[:, planted.failing_depot] = planted.late_share_failing_depot
    rates[1, planted.failing_depot] *= 1 - planted.fix_effect_depot
    cumulated = (shares * rates).cumsum(axis=1)
    cumulated /= cumulated[:, -1:]
    draw = choose(of_case, 36, 4096) / 4096
    place = np.zeros(len(contacts), dtype=np.int64)
    for step in range(len(shares) - 1):
        place += draw >= cumulated[fixed.astype(np.int8), step]
    return place + 1


def lists() -> dict[str, Sequence[str]]:
    """Return the pieces by kind; the first of each is empty, and spaces between pieces are theirs."""
    said = {
        "subject": [s for r in reasons() for s in r.subjects],
        "greeting": [g + " " if g else "" for g in phrases()["greetings"]],
        "again": [a + " " for a in phrases()["again"]],
        "saying": [s for r in reasons() for s in r.sayings],
        "detail": [" " + d for r in reasons() for d in r.details],
        "closing": [c if not c or c.startswith("\n") else " " + c for c in phrases()["closings"]],
        "callback": [c + " " for c in phrases()["callback"]],
    }
    slots = {name: phrases()[name + "s"] for name in ("place", "depot", "product", "day")}
    return {name: ["", *values] for name, values in said.items()} | slots


def subject_sql() -> str:
    """Return the SQL for the subject."""
    return _filled(f"{_piece('subject')}")


def body_sql() -> str:
    """Return the SQL for the body; a typo loses one letter."""
    parts = " || ".join(_piece(n) for n in ("callback", "greeting", "again", "saying", "detail", "closing"))
    whole = _filled(parts)
    return f"CASE WHEN typo = 0 THEN {whole} ELSE left({whole}, typo) || substr({whole}, typo + 2) END"


def _filled(text: str) -> str:
    filled = f"replace({text}, '{{order}}', 'DX' || \"order\")"
    for slot in ("place", "depot", "product", "day"):
        filled = f"replace({filled}, '{{{slot}}}', {_piece(slot)})"
    return f"replace({filled}, '{{amount}}', amount || ' euros')"


def _piece(name: str) -> str:
    values = ", ".join("'" + v.replace("'", "''") + "'" for v in lists()[name])
    return f'[{values}]["{name}"]'
