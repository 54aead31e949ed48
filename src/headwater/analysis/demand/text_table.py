"""Small tables as text, for results that print themselves."""

from collections.abc import Sequence


def text_table(headers: Sequence[str], rows: Sequence[Sequence[str]], most: int = 20) -> str:
    """Set rows under headers: the first column to the left, the others to the right.

    Rows beyond `most` are counted, not printed.

    Examples
    --------
    >>> print(text_table(["team", "contacts"], [["Parcels", "1,200"], ["Billing", "80"]]))
    team     contacts
    Parcels     1,200
    Billing        80
    """
    shown = [list(headers), *(list(row) for row in rows[:most])]
    widths = [max(len(row[i]) for row in shown) for i in range(len(headers))]
    lines = [
        "  ".join(row[i].rjust(width) if i else row[i].ljust(width) for i, width in enumerate(widths))
        for row in shown
    ]
    text = "\n".join(line.rstrip() for line in lines)
    return text + (f"\n... and {len(rows) - most} more" if len(rows) > most else "")
