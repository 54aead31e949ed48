from pathlib import Path

import numpy as np
import pytest
from tests.analysis.demand.coder.made_sample import made_sample, made_source
from tests.analysis.demand.coder.made_texts import made_texts

from headwater.analysis.demand.coder.learning import CoderSettings, Learned, learn_codes
from headwater.analysis.demand.coder.unsure import most_unsure, uncertainty
from headwater.analysis.demand.contact_source import ContactTables
from headwater.analysis.demand.sampling.additions import read_scores
from headwater.analysis.errors import TryAgainError, UsageError

pytest.importorskip("sklearn", reason="needs the extra `text`")


@pytest.fixture(scope="module")
def learned() -> tuple[ContactTables, Learned]:
    texts, codes = made_texts(200)
    odd = {150: "parcel refund", 160: "money delayed waiting charged", 170: "hello please"}
    source = made_source([odd.get(n, text) for n, text in enumerate(texts)])
    settings = CoderSettings(fields=("reason",))
    return source, learn_codes(source, made_sample([{"reason": c} for c in codes[:100]]), settings)


def test_the_contacts_nobody_could_tell_come_first_and_coded_ones_never(
    learned: tuple[ContactTables, Learned],
) -> None:
    found = most_unsure(*learned, field="reason", most=3)
    assert set(found.scores) == {"memory/c150", "memory/c160", "memory/c170"}
    assert found.contacts == 200
    everything = most_unsure(*learned, field="reason", most=999).scores
    assert set(everything) == {f"memory/c{n}" for n in range(100, 200)}
    assert list(everything.values()) == sorted(everything.values(), reverse=True)


def test_what_is_written_is_what_sampling_reads(
    learned: tuple[ContactTables, Learned], tmp_path: Path
) -> None:
    found = most_unsure(*learned, field="reason", most=5)
    found.write(tmp_path / "new" / "unsure.csv")
    assert read_scores(tmp_path / "new" / "unsure.csv") == pytest.approx(dict(found.scores), abs=1e-6)
    assert "never enter a share of contacts unweighted" in str(found)
    assert found.to_dict()["written"] == 5


def test_a_place_that_cannot_be_written_is_named(
    learned: tuple[ContactTables, Learned], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(TryAgainError, match=r"cannot be written to .*u\.csv.*Free the place"):
        most_unsure(*learned, field="reason", most=1).write(tmp_path / "file" / "u.csv")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"field": "cause"}, "has not learned 'cause'"),
        ({"field": "reason", "most": 0}, "most is 0"),
        ({"field": "reason", "score": "doubt"}, "no score 'doubt'"),
    ],
)
def test_what_makes_no_sense_is_refused(
    learned: tuple[ContactTables, Learned], options: dict[str, object], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        most_unsure(*learned, **options)  # type: ignore[arg-type]


def test_uncertainty_runs_from_sure_to_evenly_torn() -> None:
    even, sure, one = np.full((1, 4), 0.25), np.array([[0.0, 1, 0, 0]]), np.ones((1, 1))
    assert uncertainty(even).tolist() == uncertainty(even, "entropy").tolist() == [1.0]
    assert uncertainty(sure).tolist() == uncertainty(sure, "entropy").tolist() == [0.0]
    assert uncertainty(one).tolist() == [0.0]
