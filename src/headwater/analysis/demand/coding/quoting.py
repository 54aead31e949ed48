"""Whether a quote stands in what the customer wrote."""

from collections.abc import Mapping

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "}
)
_AROUND = " \t\"'“”„«»…."


def is_quoted(quote: str, shown: Mapping[str, str]) -> bool:
    r"""Say whether the words of a quote stand in the subject or the body, in their order.

    Case, spaces, line breaks and the form of quotation marks do not matter.

    Examples
    --------
    >>> is_quoted("“It’s  LATE”", {"body": "Hello,\nit's late again."})
    True
    >>> is_quoted("is late", {"subject": "is", "body": "late"})
    False
    """
    sought = _even(quote).strip(_AROUND)
    return bool(sought) and any(sought in _even(shown.get(name, "")) for name in ("subject", "body"))


def _even(text: str) -> str:
    return " ".join(text.translate(_PLAIN).casefold().split())
