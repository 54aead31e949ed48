"""What a user types to let a model learn from codes, and what comes back."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.analysis.demand.coder.endpoint.stand_in import StandIn, completion
from tests.analysis.demand.coder.made_texts import made_texts

from headwater.analysis.errors import UsageError
from headwater.cli.main import root

pytest.importorskip("sklearn", reason="needs the extra `text`")

REASONS = {
    "late": "Where is my parcel",
    "refund": "Refund has not arrived",
    "address": "Change the delivery address",
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, list(arguments), prog_name="headwater")


def done(*arguments: str) -> Result:
    result = run(*arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A store of 300 contacts and a sheet of which 120 are coded."""
    folder = tmp_path_factory.mktemp("coder")
    texts, codes = made_texts(300)
    rows = [
        f"{n},c{n % 150},2026-03-{1 + n % 28:02d}T{8 + n % 9:02d}:00:00Z,email,{text}"
        for n, text in enumerate(texts)
    ]
    export, store, sheet = folder / "e.csv", str(folder / "store"), folder / "to_code.csv"
    export.write_text(
        "contact_id,customer_id,opened_at,channel,body\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    done("contacts", "import", str(export), "--mapping", "generic", "--store", store, "--timezone", "UTC")
    done("demand", "sample", "--store", store, "--n", "120", "--strata", "none", "--double", "0",
         "--codebook", "delivery", "--out", str(sheet))  # fmt: skip
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        code = codes[int(line["contact_id"])]
        failure = code != "address"
        line |= {"coder": "amara", "demand_type": "failure" if failure else "value", "reason": REASONS[code]}
        if failure:
            line |= {"failure_code": "progress_chasing", "preventable": "yes", "cause": "process"}
            line |= {"cause_owner": "Depot operations"}
    filled = folder / "coded.csv"
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return store, str(filled)


def coder(coded: tuple[str, str], *options: str) -> Result:
    return run("demand", "coder", "--store", coded[0], "--codes", coded[1], *options)


def test_it_prints_the_model_card(coded: tuple[str, str]) -> None:
    result = coder(coded, "--field", "reason", "--field", "demand_type")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Coder model: TF-IDF, fast\nLearned from 120 coded contacts")
    assert "reason: right on " in result.stdout
    assert "cause:" not in result.stdout
    assert "What it cannot see:" in result.stdout


def test_json_is_the_card_and_nothing_else(coded: tuple[str, str]) -> None:
    data = json.loads(coder(coded, "--setting", "full", "--field", "reason", "--text-only", "--json").stdout)
    assert data["name"] == "TF-IDF, full"
    assert data["settings"]["recorded"] is False
    assert data["fields"][0]["accuracy"]["value"] > 0.9


def test_unsure_contacts_are_written_for_sampling(coded: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "unsure.csv"
    result = coder(
        coded, "--field", "reason", "--unsure-field", "reason", "--out-unsure", str(out), "--unsure-n", "7"
    )
    assert result.exit_code == 0, result.output
    assert "never enter a share of contacts unweighted" in result.stderr
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7
    assert list(rows[0]) == ["item", "uncertainty"]


def refused(coded: tuple[str, str], *options: str) -> str:
    result = coder(coded, *options)
    assert isinstance(result.exception, UsageError), result.output
    return str(result.exception)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--field", "reasn"], "Did you mean 'reason'"),
        (["--folds", "1"], "folds is 1"),
        (["--field", "reason", "--out-unsure", "u.csv"], "has not learned 'demand_type'"),
        (["--send-text-to", "http://127.0.0.1:1/v1"], "nothing would be sent. Add --endpoint"),
        (
            ["--endpoint", "http://127.0.0.1:1/v1"],
            "also needs --endpoint-model, --price-in, --price-out, --max-cost",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(coded: tuple[str, str], options: list[str], said: str) -> None:
    assert said in refused(coded, *options)


def test_a_language_model_reads_only_after_consent(coded: tuple[str, str], tmp_path: Path) -> None:
    def answer(_: int, body: dict[str, Any]) -> Any:
        text = body["messages"][-1]["content"]
        late = any(word in text for word in ("parcel", "late", "delayed", "waiting", "arrived"))
        return completion(json.dumps({"code": "failure" if late else "value"}))

    with StandIn(answer).running() as service:
        prices = ["--endpoint-model", "small", "--price-in", "1", "--price-out", "1", "--max-cost", "5"]
        options = ["--field", "demand_type", "--endpoint", service.url, *prices, "--per-minute", "1e9"]
        options += ["--cache", str(tmp_path / "answers.sqlite")]
        assert "also needs --codebook" in refused(coded, *options, "--send-text-to", service.url)
        assert "Nothing was sent" in refused(coded, *options, "--codebook", "delivery")
        assert service.bodies == []
        result = coder(coded, *options, "--codebook", "delivery", "--send-text-to", service.url)
        assert result.exit_code == 0, (result.output, result.exception)
        assert result.stdout.startswith(f"Coder model: small at {service.url.split('/')[2]}")
        assert "120 requests, about 0.0" in result.stderr
        assert len(service.bodies) == 120
