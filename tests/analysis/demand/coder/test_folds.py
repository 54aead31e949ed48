from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.demand.coder.folds import folds_of


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.integers(0, 9))), min_size=2, max_size=80
    )
)
def test_a_customer_is_never_in_two_folds(contacts: list[tuple[str, int | None]]) -> None:
    codes, customers = [c for c, _ in contacts], [k for _, k in contacts]
    fold = folds_of([codes], customers, 4, seed=1)
    homes = {(k, int(f)) for k, f in zip(customers, fold, strict=True) if k is not None}
    assert len(homes) == len({k for k in customers if k is not None})
    assert set(fold.tolist()) <= set(range(4))


def test_folds_are_equally_large_and_hold_every_code_alike() -> None:
    codes = ["a"] * 50 + ["b"] * 25 + ["c"] * 5
    fold = folds_of([codes], None, 5, seed=0)
    assert Counter(fold.tolist()) == dict.fromkeys(range(5), 16)
    for code, each in (("a", 10), ("b", 5), ("c", 1)):
        inside = Counter(fold[[c == code for c in codes]].tolist())
        assert all(abs(inside[f] - each) <= 1 for f in range(5)), (code, inside)


def test_the_first_field_counts_first_and_the_next_within_it() -> None:
    kind = ["failure"] * 40 + ["value"] * 40
    cause = (["it"] * 20 + ["policy"] * 20) + [None] * 40
    fold = folds_of([kind, cause], None, 4, seed=3)
    inside = Counter(zip(kind, cause, fold.tolist(), strict=True))
    assert {count for (_, why, _), count in inside.items() if why} == {5}


def test_the_seed_decides() -> None:
    codes = ["a", "b"] * 20
    assert np.array_equal(folds_of([codes], None, 5, seed=7), folds_of([codes], None, 5, seed=7))
    assert not np.array_equal(folds_of([codes], None, 5, seed=7), folds_of([codes], None, 5, seed=8))
