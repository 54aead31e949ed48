"""The coding frame: what is said of every coded contact, and the codes that are the same for everyone."""

from collections.abc import Mapping

FIELDS: tuple[str, ...] = (
    "demand_type",
    "failure_code",
    "reason",
    "preventable",
    "cause",
    "cause_owner",
)
"""What a coder says of a contact, in the order of asking."""

FIXED_CODES: Mapping[str, tuple[str, ...]] = {
    "demand_type": ("value", "failure", "not_demand", "undetermined"),
    "failure_code": (
        "clarification",
        "wrong_place",
        "repeated_information",
        "progress_chasing",
        "premature_closure",
        "defect_or_error",
        "broken_promise",
        "policy",
    ),
    "preventable": ("yes", "partly", "no"),
    "cause": ("process", "it", "information_flow", "policy", "product", "people", "external"),
}
"""Codes that every codebook shares; reasons and owners are the organisation's own."""

OF_FAILURE: tuple[str, ...] = ("failure_code", "preventable", "cause", "cause_owner")
"""Fields that are asked only of failure demand."""

_LONGEST_CODE = 60
"""A longer cell holds no code, but perhaps a customer's words that slid into its column."""


def as_code(said: str) -> str:
    """Return what stands where a code should be as a message may show it: never a customer's words.

    Examples
    --------
    >>> as_code("fialure"), as_code("I have waited for my parcel for a week, and nobody calls me back.")
    ("'fialure'", 'a text of 65 characters')
    """
    return repr(said) if len(said) <= _LONGEST_CODE else f"a text of {len(said):,} characters"
