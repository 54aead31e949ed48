"""Agreement as text for a terminal."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from headwater.analysis.estimates import Estimate

if TYPE_CHECKING:
    from headwater.analysis.agreement.result import Agreement

_MOST_ROWS = 15
_MOST_DIFFERENCES = 10
_WIDTH = 100


def figure_text(estimate: Estimate) -> str:
    """Read a coefficient, with its interval.

    Examples
    --------
    >>> figure_text(Estimate(0.7434, 0.5, 0.9012, n=40))
    '.74 (.50 to .90)'
    """
    if estimate.value is None:
        return "cannot tell"
    if estimate.low is None or estimate.high is None:
        return two_digits(estimate.value)
    return f"{two_digits(estimate.value)} ({two_digits(estimate.low)} to {two_digits(estimate.high)})"


def agreement_text(result: "Agreement") -> str:
    """Set the whole result as text."""
    from headwater.analysis.agreement.result import NAMES

    compared = f"{result.items_compared:,} {'item' if result.items_compared == 1 else 'items'}"
    counted = (
        f"Agreement on {result.field} ({result.level}): {compared} with two readings or more, "
        f"{result.items_read_once:,} with one; {result.readings:,} readings by {len(result.coders)} coders, "
        f"{result.empty:,} empty."
    )
    verdict = str(result.verdict)
    blocks = [_wrap(counted), _wrap(verdict[0].upper() + verdict[1:])]
    rows = []
    for key, estimate in result.coefficients.items():
        shown = estimate.percent() if key == "percent" and estimate.known else figure_text(estimate)
        rows.append([NAMES[key], shown + (f": {estimate.why}" if estimate.why else "")])
    confidence = next(iter(result.coefficients.values())).level
    blocks.append(_table(["coefficient", f"figure ({confidence:.0%} interval)"], rows, numbers=0))
    blocks += [_wrap(note) for note in result.notes]
    blocks += _code_tables(result)
    if len(result.pairs) > 1:
        rows = [
            [f"{pair.first}, {pair.second}", f"{pair.items:,}", pair.alike.percent(), figure_text(pair.alpha)]
            for pair in result.pairs
        ]
        blocks.append(_table(["pair of coders, by name", "items", "alike", "alpha"], rows))
    blocks.append(_adjudication(result))
    return "\n\n".join(blocks)


def _code_tables(result: "Agreement") -> list[str]:
    blocks = []
    if result.codes:
        rows = [
            [
                code.code,
                f"{code.items:,}",
                code.alike.percent() if code.alike.known else "cannot tell",
                figure_text(code.alpha),
                code.mixed_up_with or "",
            ]
            for code in result.codes
        ]
        headers = ["code", "items", "given by the other too", "alpha, this code or not", "mixed up with"]
        blocks.append(_table(headers, rows))
    if result.mixed_up:
        rows = [
            [f"{pair.first} / {pair.second}", f"{pair.items:,}", f"{pair.share:.0%}"]
            for pair in result.mixed_up
        ]
        blocks.append(_table(["codes mixed up", "items", "of items that differ"], rows))
    return blocks


def _adjudication(result: "Agreement") -> str:
    if not result.to_adjudicate:
        return "Nothing to adjudicate: no item has two different codes."
    differing = len(result.to_adjudicate)
    lines = [f"To adjudicate: {differing:,} item{'' if differing == 1 else 's'} with different codes."]
    for one in result.to_adjudicate[:_MOST_DIFFERENCES]:
        lines.append(f"  {one.item}: " + "; ".join(f"{coder} {code}" for coder, code in one.codes.items()))
    if differing > _MOST_DIFFERENCES:
        lines.append(f"  ... and {differing - _MOST_DIFFERENCES:,} more")
    return "\n".join(lines)


def two_digits(value: float) -> str:
    """Read a coefficient without its leading zero.

    Examples
    --------
    >>> two_digits(0.7434), two_digits(-0.05), two_digits(1.0)
    ('.74', '-.05', '1.00')
    """
    text = f"{value:.2f}"
    text = "0.00" if text == "-0.00" else text
    return text.replace("0.", ".", 1) if abs(float(text)) < 1 else text


def _wrap(text: str) -> str:
    return fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 1) -> str:
    """Set rows under headers, all to the left, except the column `numbers` (0 for none)."""
    shown = [list(headers), *(list(row) for row in rows[:_MOST_ROWS])]
    widths = [max(len(row[place]) for row in shown) for place in range(len(headers))]
    lines = [
        "  ".join(
            cell.rjust(width) if numbers and place == numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown
    ]
    more = len(rows) - _MOST_ROWS
    return "\n".join(lines) + (f"\n... and {more:,} more" if more > 0 else "")
