"""Four fields with what lies in each: nothing is drawn where it does not belong, nothing left unsaid."""

from typing import Any
from xml.etree import ElementTree

import pytest

from headwater.analysis.charts import Figure, quadrant_bars

FIELDS = [
    {"name": "Simplify", "when": "nuisance to customer", "sum": "10%"},
    {"name": "Leverage", "when": "valuable to both", "sum": "nothing"},
    {"name": "Eliminate", "when": "nuisance to both", "sum": "50%"},
    {"name": "Automate", "when": "nuisance to company", "sum": "20%"},
]


def made(rows: list[dict[str, Any]] | None = None, **options: Any) -> Figure:
    given = [
        {"label": "late", "field": "Eliminate", "value": 0.3, "low": 0.25, "high": 0.35},
        {"label": "lost", "field": "Eliminate", "value": 0.1},
        {"label": "address", "field": "Automate", "value": 0.2},
    ]
    return quadrant_bars(
        given if rows is None else rows,
        fields=FIELDS,
        title="t",
        description="d",
        heading="Reason",
        measure="Share",
        **options,
    )


def texts(figure: Figure, *, narrow: bool = False) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    root = ElementTree.fromstring(figure.svg(narrow=narrow))
    for element in root.iter("{http://www.w3.org/2000/svg}text"):
        x, y = element.attrib["transform"].removeprefix("translate(").removesuffix(")").split(",")[:2]
        found[element.text or ""] = (float(x), float(y))
    return found


def test_the_table_follows_the_fields_and_says_intervals() -> None:
    figure = made()
    assert figure.columns["Reason"] == ["late", "lost", "address"]
    assert figure.columns["Field"] == ["Eliminate", "Eliminate", "Automate"]
    assert figure.columns["95% interval"] == ["25% to 35%", None, None]


def test_two_by_two_on_a_page_and_below_each_other_on_a_phone() -> None:
    wide, narrow = texts(made()), texts(made(), narrow=True)
    assert wide["Simplify: 10%"][1] == wide["Leverage: nothing"][1]
    assert wide["Simplify: 10%"][0] < wide["Leverage: nothing"][0]
    assert wide["Simplify: 10%"][1] < wide["Eliminate: 50%"][1]
    ups = [narrow[f"{field['name']}: {field['sum']}"] for field in FIELDS]
    assert len({x for x, _ in ups}) == 1
    assert [y for _, y in ups] == sorted(y for _, y in ups)


def test_each_reason_stands_in_its_field() -> None:
    wide = texts(made())
    assert wide["late"][0] < wide["address"][0]
    assert wide["late"][1] > wide["Eliminate: 50%"][1]


def test_what_does_not_fit_is_counted_and_an_empty_field_says_so() -> None:
    rows = [{"label": f"r{n}", "field": "Simplify", "value": 0.1 - n / 100} for n in range(9)]
    words = texts(made(rows, most=6))
    assert "and 3 more in the table" in words
    assert "r5" in words
    assert "r6" not in words
    assert "nothing here" in words


def test_a_long_name_is_cut_where_its_field_ends() -> None:
    words = texts(made([{"label": "word " * 40, "field": "Simplify", "value": 0.1}]))
    cut = next(text for text in words if text.startswith("word"))
    assert cut.endswith("…")
    assert len(cut) < 60


@pytest.mark.parametrize("rows", [[], [{"label": "none", "field": "Simplify", "value": 0.0}]])
def test_nothing_to_draw_is_drawn(rows: list[dict[str, Any]]) -> None:
    assert "<svg" in made(rows).svg()
