"""Strata by label: which stratum a contact lies in, told by its values alone."""

from collections.abc import Collection, Sequence

from headwater.analysis.demand.grouping import label

ANY = "*"
"""Stands for every value of a variable that a stratum does not tell apart."""

EVERYTHING = "all contacts"
"""The label where there is one stratum."""

_BETWEEN = " / "


def stratum_label(values: Sequence[object]) -> str:
    """Return the label of a stratum.

    Parameters
    ----------
    values : sequence
        One value a variable; None is a value too, `ANY` stands for all values.

    Examples
    --------
    >>> stratum_label(["Refund", None, ANY])
    'Refund / (none) / *'
    >>> stratum_label([])
    'all contacts'
    """
    parts = [_part(value) for value in values]
    return _BETWEEN.join(parts) if parts else EVERYTHING


def cell_values(values: Sequence[object]) -> tuple[str, ...]:
    """Return values as they are written in labels; a value that is written as `ANY` is told apart from it.

    Examples
    --------
    >>> cell_values(["Refund / exchange", None, "*"])
    ('Refund/exchange', '(none)', '(*)')
    """
    return tuple(f"({ANY})" if value == ANY else _part(value) for value in values)


def _part(value: object) -> str:
    return label(value).replace(_BETWEEN, "/")


def first_value(stratum: str) -> str:
    """Return the value of the first variable that a stratum's label begins with.

    Examples
    --------
    >>> first_value("Refund / phone"), first_value("all contacts")
    ('Refund', 'all contacts')
    """
    return stratum.partition(_BETWEEN)[0]


def stratum_of(values: Sequence[object], labels: Collection[str]) -> str | None:
    """Return the stratum a contact with these values lies in: the most specific label there is.

    Small strata are merged from the last variable on, so a contact's stratum is its own cell, or that cell
    with its last values replaced by `ANY`.

    Examples
    --------
    >>> stratum_of(["Refund", "phone"], {"Refund / phone", "Refund / *", "* / *"})
    'Refund / phone'
    >>> stratum_of(["Refund", "chat"], {"Refund / phone", "Refund / *", "* / *"})
    'Refund / *'
    >>> stratum_of(["Parcel", "chat"], {"Refund / phone"}) is None
    True
    """
    own = cell_values(values)
    for kept in range(len(own), -1, -1):
        found = stratum_label([*own[:kept], *[ANY] * (len(own) - kept)])
        if found in labels:
            return found
    return None
