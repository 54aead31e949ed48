"""Words that people write, without what leads to one person: addresses, phone, card and account numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_EMAIL = re.compile(r"[\w.+'%-]+\s?@\s?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_PHONE = re.compile(
    r"""(?<![\w.,-])(?:
        (?:\+|00)[1-9](?:[\s()./-]{0,2}\d){6,13}       # with the code of a country
      | \(?0[1-9]\d{0,4}\)?[\s/.-]{0,2}\d(?:[\s./-]?\d){4,9}  # as dialled inside a country
      | \(\d{3}\)[ ]?\d{3}[-. ]\d{4}                   # (555) 010-9999
      | \d{3}[-. ]\d{3}[-. ]\d{4}                      # 555-010-9999
    )(?![\w-])""",
    re.VERBOSE,
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}(?!\d)|\d{2}$)")


@dataclass(frozen=True)
class Masked:
    """A text without raw identifiers.

    Attributes
    ----------
    text : str
        The text, with `[e-mail address]` and the like where something was taken out.
    found : tuple of str
        What was taken out, by kind, each once.
    """

    text: str
    found: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


def mask_identifiers(text: str) -> Masked:
    """Take e-mail addresses, account, card and phone numbers out of a text.

    Card numbers count when their check digit is right [1]_, account numbers (IBAN) when their remainder
    is [2]_, so that order and parcel numbers mostly stay. Names and street addresses cannot be told from
    other words: they stay.

    Parameters
    ----------
    text : str
        What a person wrote.

    Returns
    -------
    Masked

    References
    ----------
    .. [1] ISO/IEC 7812-1:2017, annex B: Luhn formula.
    .. [2] ISO 13616-1:2020: IBAN, check digits by ISO 7064 MOD 97-10.

    Examples
    --------
    >>> mask_identifiers("Call Jo on +49 30 1234567 or jo@shop.example about order 88123.")
    Masked(text='Call Jo on [phone number] or [e-mail address] about order 88123.',
        found=('e-mail address', 'phone number'))
    """
    found: list[str] = []
    for kind, pattern, part_of in _KINDS:

        def mask(match: re.Match[str], kind: str = kind, part_of: Callable[[str], str] = part_of) -> str:
            part = part_of(match.group())
            if not part:
                return match.group()
            found.append(kind)
            return f"[{kind}]{match.group().removeprefix(part)}"

        text = pattern.sub(mask, text)
    return Masked(text, tuple(dict.fromkeys(found)))


def _card_in(text: str) -> str:
    digits = [int(c) for c in text if c.isdigit()]
    if digits[0] not in (2, 3, 4, 5, 6) or len(set(digits)) == 1:
        return ""
    doubled = [d if at % 2 == 0 else sum(divmod(2 * d, 10)) for at, d in enumerate(reversed(digits))]
    return text if sum(doubled) % 10 == 0 else ""


def _iban_in(text: str) -> str:
    """Return the account number a text begins with: the words after one may look like a part of it."""
    while len(plain := text.replace(" ", "")) >= 15:
        if len(plain) <= 34 and int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1:
            return text
        text = text.rpartition(" ")[0]
    return ""


def _phone_in(text: str) -> str:
    return "" if _DATE.match(text) else text


def _all_of(text: str) -> str:
    return text


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = (
    ("e-mail address", _EMAIL, _all_of),
    ("account number", _IBAN, _iban_in),
    ("card number", _CARD, _card_in),
    ("phone number", _PHONE, _phone_in),
)
