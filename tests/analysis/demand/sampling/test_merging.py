"""Small cells are merged so that the strata part the contacts and each is large enough."""

from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.analysis.demand.sampling.merging import merge_small
from headwater.analysis.demand.sampling.population import Cell, Cells
from headwater.analysis.demand.sampling.strata import cell_values, stratum_of

CELLS = st.dictionaries(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from("xyz*"), st.sampled_from("123")).map(cell_values),
    st.integers(1, 60).map(Cell),
    min_size=1,
)


@settings(max_examples=60)
@given(CELLS, st.integers(1, 80))
def test_every_contact_lies_in_exactly_one_stratum_that_is_large_enough(
    cells: dict[tuple[str, ...], Cell], least: int
) -> None:
    strata = merge_small(cells, least)
    total = sum(cell.contacts for cell in cells.values())
    assert strata.contacts == total
    again: dict[str, int] = {}
    for key, cell in cells.items():
        label = stratum_of(key, strata.sizes)
        assert label is not None
        again[label] = again.get(label, 0) + cell.contacts
    assert again == strata.sizes
    assert min(strata.sizes.values()) >= min(least, total)


@given(CELLS)
def test_cells_that_are_large_enough_stay_as_they_are(cells: dict[tuple[str, ...], Cell]) -> None:
    strata = merge_small(cells, least=1)
    assert strata.merged == 0
    assert sorted(strata.sizes.values()) == sorted(cell.contacts for cell in cells.values())


def test_the_last_variable_is_given_up_first() -> None:
    cells: Cells = {("A", "x"): Cell(3), ("A", "y"): Cell(4), ("B", "x"): Cell(20), ("B", "y"): Cell(9)}
    strata = merge_small(cells, least=7)
    assert strata.sizes == {"A / *": 7, "B / x": 20, "B / y": 9}
    assert strata.merged == 2


def test_a_small_rest_is_joined_by_the_smallest_stratum_beside_it() -> None:
    cells: Cells = {("A", "x"): Cell(30), ("A", "y"): Cell(20), ("A", "z"): Cell(2), ("B", "x"): Cell(25)}
    strata = merge_small(cells, least=10)
    assert strata.sizes == {"A / *": 22, "A / x": 30, "B / x": 25}
    assert strata.merged == 2


def test_where_nothing_is_beside_it_the_rest_moves_on_to_the_next_variable() -> None:
    cells: Cells = {("A", "x"): Cell(2), ("B", "x"): Cell(3), ("C", "x"): Cell(40), ("C", "y"): Cell(12)}
    strata = merge_small(cells, least=5)
    assert strata.sizes == {"* / *": 5, "C / x": 40, "C / y": 12}


def test_contacts_too_few_for_any_stratum_are_one() -> None:
    strata = merge_small({("A", "x"): Cell(2), ("B", "y"): Cell(1)}, least=10)
    assert strata.sizes == {"* / *": 3}
    assert merge_small({(): Cell(9)}, least=10).sizes == {"all contacts": 9}


def test_times_are_summed_with_the_contacts() -> None:
    strata = merge_small({("A",): Cell(2, 10, 100), ("B",): Cell(3, 20, 400)}, least=5)
    assert strata.cells == {"*": Cell(5, 30, 500)}


def test_strata_that_exist_are_kept_and_only_new_values_are_merged_anew() -> None:
    cells: Cells = {("A", "x"): Cell(50), ("A", "new"): Cell(40), ("B", "x"): Cell(60), ("C", "x"): Cell(2)}
    strata = merge_small(cells, least=10, given=["A / x", "A / *", "B / x", "gone / x"])
    assert strata.sizes == {"A / x": 50, "A / *": 40, "B / x": 60, "* / *": 2}
    assert list(strata.sizes) == sorted(strata.sizes)


def test_many_cells_are_merged_in_a_moment() -> None:
    cells: Cells = {
        (f"r{i}", f"c{j}", f"m{k}"): Cell(1) for i in range(30) for j in range(8) for k in range(40)
    }
    assert merge_small(cells, least=100).contacts == len(cells)
