"""Intraclass correlation: how well raters agree who give numbers to the same items, each to all."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headwater.analysis.agreement.readings import Numbers
from headwater.analysis.agreement.resampling import Asked, item_intervals
from headwater.analysis.agreement.text import figure_text
from headwater.analysis.errors import BadDataError
from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Backend, Columns, to_frame

if TYPE_CHECKING:
    import altair as alt

FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
"""Shrout and Fleiss's names: other raters for each item; raters drawn from many; these raters and no others.
The second number says whether one rating is used, or the mean of all k."""

MEANINGS = (
    "one rating, other raters for each item",
    "one rating, any rater, level counts",
    "one rating, these raters, level does not count",
    "mean of k, other raters for each item",
    "mean of k, any raters, level counts",
    "mean of k, these raters, level does not count",
)


@dataclass(frozen=True)
class Icc:
    """Intraclass correlations of ratings, in six forms.

    Attributes
    ----------
    forms : dict of str to Estimate
        By Shrout and Fleiss's name, as in FORMS; `icc["ICC(2,1)"]` is short for it.
    """

    items: int
    raters: int
    forms: dict[str, Estimate]

    def __getitem__(self, form: str) -> Estimate:
        return self.forms[form]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return asdict(self)

    @property
    def columns(self) -> Columns:
        """One row a form."""
        estimates = list(self.forms.values())
        return {
            "form": list(self.forms),
            "meaning": list(MEANINGS),
            "value": [estimate.value for estimate in estimates],
            "low": [estimate.low for estimate in estimates],
            "high": [estimate.high for estimate in estimates],
            "why": [estimate.why for estimate in estimates],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return the forms as a data frame."""
        return to_frame(self.columns, backend)

    def chart(self) -> "alt.TopLevelMixin":
        """Draw each form with its interval."""
        from headwater.analysis.agreement.figures import icc_figure

        return icc_figure(self).chart

    def __str__(self) -> str:
        lines = [f"Intraclass correlation of {self.items:,} items, each rated by {self.raters} raters:", ""]
        for (form, estimate), meaning in zip(self.forms.items(), MEANINGS, strict=True):
            why = f": {estimate.why}" if estimate.why else ""
            lines.append(f"{form:<10}{figure_text(estimate) + why:<22}{meaning}".rstrip())
        return "\n".join(lines)


def icc(
    ratings: Sequence[Sequence[float]] | Numbers,
    rng: np.random.Generator,
    *,
    draws: int = 2_000,
    confidence: float = 0.95,
) -> Icc:
    """Estimate the six intraclass correlations of Shrout and Fleiss.

    Parameters
    ----------
    ratings : array-like, (items, raters)
        Numbers, none missing. With gaps use Krippendorff's alpha at level interval.
    rng : numpy.random.Generator
        Where the resamples of items come from.
    draws : int
        Number of resamples.
    confidence : float
        Confidence level, 0 to 1.

    Returns
    -------
    Icc
        *Cannot tell* below 10 items, and where all ratings are the same number.

    Raises
    ------
    BadDataError
        Fewer than two raters, or a rating that is missing or not a finite number.

    Notes
    -----
    Items are resampled, raters are not: with few raters, what other raters would do is less sure than the
    intervals of ICC(2,1) and ICC(2,k) say.

    References
    ----------
    Shrout, P. E. and Fleiss, J. L. (1979). Intraclass correlations: uses in assessing rater reliability.
    Psychological Bulletin, 86(2), 420-428.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> quality = rng.normal(size=(80, 1))
    >>> found = icc(quality + 0.5 * rng.normal(size=(80, 3)), rng)
    >>> found["ICC(2,1)"].low < 0.8 < found["ICC(2,1)"].high
    True
    """
    table = _checked(ratings)
    items = np.ones(len(table))
    asked = [Asked(form, _statistic(table, form), len(table)) for form in FORMS]
    made = item_intervals(items, np.ones(len(table), dtype=bool), asked, rng, draws=draws, level=confidence)
    return Icc(len(table), table.shape[1], dict(zip(FORMS, made, strict=True)))


def icc_values(ratings: Sequence[Sequence[float]] | Numbers) -> dict[str, float]:
    """Return the six intraclass correlations without intervals, for any number of items from two on.

    Examples
    --------
    >>> judges = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> [round(value, 2) for value in icc_values(judges).values()]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    table = _checked(ratings)
    return {form: float(_statistic(table, form)(np.ones((1, len(table))))[0]) for form in FORMS}


def _checked(ratings: Sequence[Sequence[float]] | Numbers) -> Numbers:
    lengths = {len(row) for row in ratings}
    if len(lengths) > 1:
        raise BadDataError(
            f"The items have from {min(lengths)} to {max(lengths)} ratings. An intraclass correlation needs "
            "as many for each; with gaps use Krippendorff's alpha at level interval."
        )
    table = np.asarray(ratings, dtype=float)
    if table.ndim != 2 or len(table) < 2 or table.shape[1] < 2:
        raise BadDataError(
            "An intraclass correlation needs a table of at least two items and two raters, one row an item."
        )
    bad = np.argwhere(~np.isfinite(table))
    if len(bad):
        item, rater = bad[0] + 1
        raise BadDataError(
            f"The rating of item {item} by rater {rater} is missing or not a finite number. Leave the item "
            "out, or use Krippendorff's alpha at level interval, which takes gaps."
        )
    return np.asarray(table - table.mean(), dtype=float)


def _statistic(table: Numbers, form: str) -> Callable[[Numbers], Numbers]:
    raters = table.shape[1]
    means = table.mean(axis=1)
    within = ((table - means[:, None]) ** 2).sum(axis=1)
    one, mean_of = form[4], form.endswith("k)")

    def statistic(counts: Numbers) -> Numbers:
        items = counts.sum(axis=1)
        overall = counts @ means / items
        between = raters * (counts @ means**2 - items * overall**2)
        inside = counts @ within
        of_raters = items * (((counts @ table) / items[:, None] - overall[:, None]) ** 2).sum(axis=1)
        b = between / (items - 1)
        w = inside / (items * (raters - 1))
        j = of_raters / (raters - 1)
        e = (inside - of_raters) / ((items - 1) * (raters - 1))
        rest = w if one == "1" else e
        apart = (j - e) / items if one == "2" else np.zeros_like(b)
        below = b + apart if mean_of else b + (raters - 1) * rest + raters * apart
        defined = (below > 1e-12 * max(float((table**2).max()), 1e-300)) & (b > 0)
        return np.where(defined, (b - rest) / np.where(defined, below, 1.0), np.nan)

    return statistic
