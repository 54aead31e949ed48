"""Against ppi-python 0.2.3 (Angelopoulos and others), whose figures for these seeds are written down here."""

import numpy as np
import pytest

from headwater.analysis.demand.prevalence.ppi import ppi_mean
from headwater.analysis.errors import UsageError

Case = tuple[int, int, int, float, float, float, float | None, float, float, float]

ORACLE: list[Case] = [
    (0, 50, 2000, 0.1, 0.85, 0.05, None, 0.12897711881386492, 0.057579966523141846, 0.200374271104588),
    (1, 200, 5000, 0.4, 0.85, 0.15, None, 0.3924914067840672, 0.34944919566410887, 0.4355336179040255),
    (2, 100, 1000, 0.02, 0.7, 0.01, None, 0.03520000000000002, 0.013336835877600765, 0.057063164122399285),
    (3, 120, 400, 0.4, 0.5, 0.5, None, 0.4, 0.3123477459423419, 0.48765225405765816),
    (4, 80, 700, 0.3, 0.9, 0.2, 1.0, 0.30678571428571433, 0.2230876174303119, 0.39048381114111674),
    (5, 80, 700, 0.3, 0.9, 0.2, 0.0, 0.275, 0.17715504277328015, 0.3728449572267199),
]
"""Seed, coded, others, true share, true and false positive rate, slope; then value, low, high at 95%."""


@pytest.mark.parametrize("case", ORACLE)
def test_the_textbook_form_equals_the_authors_own_package(case: Case) -> None:
    seed, n, m, share, tpr, fpr, slope, value, low, high = case
    draw = np.random.default_rng(seed)
    coded = (draw.random(n) < share).astype(float)
    predicted = np.where(coded == 1, draw.random(n) < tpr, draw.random(n) < fpr) * 0.8 + 0.1
    elsewhere = draw.random(m) < share
    other = np.where(elsewhere, draw.random(m) < tpr, draw.random(m) < fpr) * 0.8 + 0.1
    found = ppi_mean(coded, predicted, other, slope=slope)
    assert found.value == pytest.approx(value, abs=1e-9)
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)


def test_sets_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(UsageError, match="3 coded values, 2 predictions for them and 5 for others"):
        ppi_mean(np.zeros(3), np.zeros(2), np.zeros(5))
