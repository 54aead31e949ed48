"""Agreement drawn: figures say in words and in a table what they show."""

from xml.etree import ElementTree

import numpy as np

from headwater.analysis.agreement import Agreement, Reading, Readings, agreement
from headwater.analysis.charts import Figure

from .made_readings import krippendorff, two_coders


def found() -> Agreement:
    readings = two_coders([[40, 5, 0], [7, 30, 1], [0, 2, 15]], ["value", "failure", "not_demand"])
    return agreement(readings, np.random.default_rng(1))


def words(figure: Figure, *, narrow: bool = False) -> set[str]:
    root = ElementTree.fromstring(figure.svg(narrow=narrow))
    return {e.text or "" for e in root.iter("{http://www.w3.org/2000/svg}text")}


def test_codes_are_drawn_with_their_agreement_and_the_lowest_is_named() -> None:
    figure = found().figure()
    assert figure.columns["Code"] == ["failure", "not_demand", "value"]
    assert figure.columns["Given by the other too"] == ["80%", "91%", "87%"]
    assert figure.columns["Mixed up with"] == ["value", "failure", "failure"]
    assert figure.description.startswith("The lowest is failure: 80%")
    for narrow in (False, True):
        assert {"failure", "80%"} <= words(figure, narrow=narrow)
    assert found().chart().to_dict() == figure.chart.to_dict()


def test_the_confusion_map_is_symmetric_and_leaves_out_agreement() -> None:
    figure = found().confusion_figure()
    assert figure.columns["Code"] == ["failure", "not_demand", "value"]
    assert figure.columns["failure"] == ["", "3", "12"]
    assert figure.columns["value"] == ["12", "0", ""]
    assert (
        figure.description
        == "Most often mixed up: failure and value, on 12 of 15 items with different codes."
    )
    for narrow in (False, True):
        assert {"12", "3", "not_demand"} <= words(figure, narrow=narrow)


def test_a_map_without_confusion_says_so() -> None:
    perfect = agreement(two_coders([[10, 0], [0, 10]], ["a", "b"]), np.random.default_rng(1))
    figure = perfect.confusion_figure()
    assert figure.description == "No item has two different codes."
    assert figure.svg()


def test_numbers_too_many_for_codes_are_drawn_as_coefficients() -> None:
    rows = [Reading(str(n), coder, str(n * n + (coder == "b"))) for n in range(60) for coder in "ab"]
    figure = agreement(Readings.from_rows(rows, level="interval"), np.random.default_rng(1)).figure()
    assert figure.columns["Coefficient"][0] == "Krippendorff's alpha"


def test_figures_below_zero_are_drawn_where_they_are() -> None:
    rare = agreement(two_coders([[90, 5], [5, 0]], ["no", "yes"]), np.random.default_rng(1))
    from headwater.analysis.agreement import FieldAgreements

    drawn = FieldAgreements((rare,), {}).chart().to_dict()
    scale = drawn["layer"][1]["encoding"]["x"]["scale"]["domain"]
    assert rare["alpha"].low is not None
    assert scale[0] <= rare["alpha"].low < 0


def test_the_published_example_is_drawn_at_every_level() -> None:
    for level in ("nominal", "ordinal", "ratio"):
        drawn = agreement(krippendorff(level), np.random.default_rng(1))
        assert "1" in words(drawn.figure())
