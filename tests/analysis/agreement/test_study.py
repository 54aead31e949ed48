"""Agreement as a whole: what it says, and that it says it in words, tables and pictures."""

import json

import numpy as np
import pytest

from headwater.analysis.agreement import (
    Agreement,
    NothingToCompareError,
    Reading,
    Readings,
    agreement,
    agreement_by_field,
)
from headwater.analysis.errors import UsageError

from .made_readings import from_table, guessing, krippendorff, two_coders


def judged(readings: Readings) -> Agreement:
    return agreement(readings, np.random.default_rng(1))


def typical(coders: int = 2) -> Agreement:
    table = guessing(np.random.default_rng(7), 150, [0.5, 0.3, 0.2], 0.75, coders)
    table[100:, 1] = -1
    return judged(from_table(table))


def test_it_counts_items_readings_and_coders() -> None:
    found = typical()
    assert (found.items, found.items_compared, found.items_read_once) == (150, 100, 50)
    assert (found.readings, found.empty) == (250, 50)
    assert [(one.coder, one.readings) for one in found.coders] == [("a", 150), ("b", 100)]


@pytest.mark.parametrize(
    ("level", "keys"),
    [
        ("nominal", ["percent", "alpha", "kappa", "ac1"]),
        ("ordinal", ["percent", "alpha", "kappa_linear", "ac2_linear", "kappa_quadratic", "ac2_quadratic"]),
        ("interval", ["percent", "alpha", "kappa_linear", "ac2_linear", "kappa_quadratic", "ac2_quadratic"]),
        ("ratio", ["percent", "alpha", "kappa_ratio", "ac2_ratio"]),
    ],
)
def test_each_level_has_the_coefficients_that_fit_it(level: str, keys: list[str]) -> None:
    found = judged(krippendorff(level))  # type: ignore[arg-type]
    assert list(found.coefficients) == keys
    assert all(one.known and one.low is not None for one in found.coefficients.values())


def test_all_labels_equal_is_a_result_that_says_why_there_is_no_alpha() -> None:
    found = judged(from_table(np.zeros((20, 2), dtype=np.int64)))
    assert found["percent"].value == 1.0
    assert found["alpha"].why == "alpha is not defined where all readings are the same"
    assert found["kappa"].value is None
    assert found["ac1"].value is None
    assert found.verdict.standing == "cannot_tell"
    assert "All labels are equal: every reading that can be compared says '1'" in str(found)
    assert "Percent agreement is 100%" in str(found).replace("\n", " ")


def test_a_rare_code_shows_both_figures_and_why_they_part() -> None:
    found = judged(two_coders([[90, 5], [5, 0]], ["no", "yes"]))
    assert found["alpha"].value == pytest.approx(-0.047, abs=0.001)
    assert found["ac1"].value == pytest.approx(0.8895, abs=5e-5)
    assert any("'no' makes up 95% of the readings" in note for note in found.notes)
    assert not any("makes up" in note for note in typical().notes)


def test_kappa_of_three_coders_says_that_it_is_a_mean() -> None:
    assert any("mean over pairs of coders" in note for note in typical(3).notes)
    assert not any("mean over pairs" in note for note in typical().notes)


def test_one_person_under_two_spellings_is_suspected() -> None:
    rows = [Reading(str(n), coder, "ab"[n % 2]) for n in range(12) for coder in ("Ana", "ana ", "Ben")]
    found = judged(Readings.from_rows(rows))
    assert any("'Ana' and 'ana ' are taken for different coders" in note for note in found.notes)
    assert not any("different coders" in note for note in typical().notes)


def test_text_holds_verdict_coefficients_codes_and_adjudication() -> None:
    found = typical(3)
    text = str(found)
    alpha = found["alpha"]
    assert alpha.value is not None
    assert f"Krippendorff's alpha  {alpha.value:.2f}".replace("  0.", "  .") in text
    assert found.verdict.text[1:40] in text
    for heading in ("codes mixed up", "pair of coders, by name", "given by the other too"):
        assert heading in text
    assert f"To adjudicate: {len(found.to_adjudicate)} items" in text
    assert f"... and {len(found.to_adjudicate) - 10} more" in text


def test_nothing_to_adjudicate_is_said() -> None:
    codes = np.array([0, 1] * 10)
    assert "Nothing to adjudicate" in str(judged(from_table(np.stack([codes, codes], axis=1))))


def test_it_becomes_json_and_frames() -> None:
    found = typical(3)
    data = json.loads(json.dumps(found.to_dict()))
    assert data["coefficients"]["alpha"]["value"] == found["alpha"].value
    assert data["verdict"]["standing"] == found.verdict.standing
    assert len(data["to_adjudicate"]) == len(found.to_adjudicate)
    assert list(found.to_frame()["coefficient"])[:2] == ["percent agreement", "Krippendorff's alpha"]
    assert list(found.to_frame(part="codes")["code"]) == ["1", "2", "3"]
    assert list(found.to_frame(part="pairs")["first"]) == ["a", "a", "b"]
    assert len(found.to_frame(part="mixed_up")) == 3
    assert set(found.to_frame(part="to_adjudicate")["coder"]) == {"a", "b", "c"}


def test_fields_are_judged_one_by_one_and_those_read_once_are_named() -> None:
    table = guessing(np.random.default_rng(7), 60, [0.5, 0.5], 0.8)
    rows = [
        Reading(str(item), coder, str(code))
        for item, row in enumerate(table)
        for coder, code in zip("ab", row, strict=True)
    ]
    found = agreement_by_field({"kind": rows, "cause": rows[:1], "again": rows}, seed=3)
    assert [one.field for one in found.fields] == ["kind", "again"]
    assert found.left_out["cause"].startswith("No item has two cause readings")
    assert found.fields[0]["alpha"] == found.fields[1]["alpha"]
    assert "cause: No item has two cause readings" in str(found)
    assert list(found.to_frame()["field"]) == ["kind"] * 4 + ["again"] * 4
    assert "kind" in str(found.chart().to_dict())


def test_no_field_read_twice_is_an_error() -> None:
    with pytest.raises(NothingToCompareError, match="No item has two cause readings"):
        agreement_by_field({"cause": [Reading("1", "a", "it")]}, seed=1)


def test_one_order_cannot_serve_several_fields() -> None:
    with pytest.raises(
        UsageError, match=r"belongs to one field, and there are 2: a, b\. Name one with --field"
    ):
        agreement_by_field({"a": [], "b": []}, seed=1, level="ordinal", order=["x", "y"])
