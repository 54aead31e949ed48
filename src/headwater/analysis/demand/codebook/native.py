"""Level 1: the helpdesk's own reasons read as codes of the frame, with nobody having read a contact."""

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.codes import FrameCodes


def native_codes(book: Codebook, reason_source: str | None) -> dict[str, str] | None:
    """Return the codes that a helpdesk's own reason stands for; None where the codebook does not say.

    What the reason usually is fills the fields that `native_reasons` leaves out. A native reason that is
    spelled like a reason of the codebook is that reason; capitals and spaces do not matter.

    Parameters
    ----------
    reason_source : str or None
        The helpdesk's own reason, as it stands in the contact store.

    Examples
    --------
    >>> from headwater.analysis.demand.codebook import read_codebook
    >>> native_codes(read_codebook("delivery"), "thanks and praise")
    {'demand_type': 'not_demand', 'reason': 'Thanks and praise'}
    """
    if reason_source is None:
        return None
    codes = book.native_reasons.get(reason_source)
    if codes is None:
        key = _key(reason_source)
        alike = (found for native, found in book.native_reasons.items() if _key(native) == key)
        named = (FrameCodes(reason=reason) for reason in book.reason if _key(reason) == key)
        codes = next(alike, None) or next(named, None)
    return None if codes is None else codes.over(book.usual(codes.reason)) or None


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
