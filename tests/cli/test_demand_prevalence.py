"""What a user types to get shares from coded sheets, and what comes back."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.analysis.demand.coder.endpoint.stand_in import StandIn, completion

from headwater.analysis.errors import BadDataError, UsageError
from headwater.cli.main import root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, list(arguments), prog_name="headwater")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample organisation in a store, and a sheet of it that simulated coders filled."""
    folder = tmp_path_factory.mktemp("prevalence")
    store, sample, sheet, later = (folder / name for name in ("store", "sample", "coded.csv", "later.csv"))
    for step in (
        f"sample-org --contacts 2500 --weeks 8 --seed 1 --out {sample}",
        f"contacts import {sample}/contacts.csv --mapping sample_org --store {store} --source sample "
        f"--timezone Europe/Berlin --key-file {folder}/key",
        f"demand sample --store {store} --n 120 --strata channel --codebook delivery --out {sheet}",
        f"sample-code {sheet} --truth {sample}/truth.json",
        f"demand sample --store {store} --n 100 --strata channel --codebook delivery --seed 2 "
        f"--recheck {sheet} --recheck-share 0.3 --out {later}",
        f"sample-code {later} --truth {sample}/truth.json --seed 2 --coders chidi,dana",
    ):
        done = run(*step.split())
        assert done.exit_code == 0, done.output
    return folder


def shares(made: Path, *options: str, model: str = "none") -> Result:
    given = ["--store", str(made / "store"), "--codes", str(made / "coded.csv"), "--model", model]
    return run("demand", "prevalence", *given, *options)


def test_it_opens_with_failure_demand_by_count_and_time(made: Path) -> None:
    done = shares(made, "--codebook", "delivery")
    assert done.exit_code == 0, done.output
    first = done.stdout.splitlines()[0]
    assert first.startswith("Failure demand: ")
    assert "of contacts" in first
    assert "of handle time" in first
    assert "120 contacts were coded, drawn by chance from" in done.stdout
    assert "Shares rest on people's codes alone, as asked." in done.stdout


def test_the_truth_lies_in_the_interval(made: Path) -> None:
    """Seeded: the planted share of failure demand, which truth.json holds."""
    truth = json.loads((made / "sample/truth.json").read_text(encoding="utf-8"))
    planted = truth["shares"]["demand_type"]["failure"]["contacts"]
    found = json.loads(shares(made, "--json").stdout)
    share = next(s for s in found["shares"] if s["target"] == {"demand_type": "failure"})["estimates"][
        "people"
    ]
    assert share["low"] <= planted <= share["high"]


def test_a_model_reads_the_rest_and_every_method_stands_side_by_side(made: Path) -> None:
    pytest.importorskip("sklearn", reason="the model needs the extra `text`")
    done = shares(made, "--fields", "demand_type", "--json", model="fast")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    share = next(s for s in found["shares"] if s["target"] == {"demand_type": "failure"})
    assert set(share["estimates"]) == {"people", "powered", "naive", "rogan_gladen"}
    assert share["reported"] == "powered"
    assert "TF-IDF" in found["model"]


def test_money_and_groups_on_request(made: Path) -> None:
    done = shares(made, "--by", "channel", "--cost-per-hour", "30", "--json")
    found = json.loads(done.stdout)
    assert found["by"] == ["channel"]
    assert set(found["totals"]) == {"contacts", "time", "cost"}
    assert found["totals"]["cost"] == pytest.approx(30 * found["totals"]["time"])
    assert ["phone"] in [s["group"] for s in found["shares"]]


def test_change_between_two_samples_of_the_same_contacts_cannot_be_told_from_none(made: Path) -> None:
    done = run(
        "demand",
        "change",
        "--store",
        str(made / "store"),
        "--before",
        str(made / "coded.csv"),
        "--after",
        str(made / "later.csv"),
        "--model",
        "none",
    )
    assert done.exit_code == 0, done.output
    assert "cannot tell from no change" in done.stdout
    assert "contacts of the earlier sample were coded again, blind." in done.stdout


def test_an_unknown_code_is_named_with_file_and_row(made: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader((made / "coded.csv").open(encoding="utf-8-sig")))
    rows[4]["demand_type"] = "failur"
    bad = tmp_path / "bad.csv"
    with bad.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    done = run("demand", "prevalence", "--store", str(made / "store"), "--codes", str(bad))
    assert isinstance(done.exception, BadDataError)
    assert "row 6" in str(done.exception)
    assert "failur" in str(done.exception)
    assert "Did you mean 'failure'" in str(done.exception)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--by", "weather"], "cannot be split by 'weather'"),
        (["--fields", "causes"], "no field 'causes'"),
    ],
)
def test_unknown_words_are_refused_with_the_nearest(made: Path, options: list[str], said: str) -> None:
    done = shares(made, *options)
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)


@pytest.mark.parametrize(
    ("after", "target", "said"),
    [
        ("later.csv", "cause=proces", "No contact was coded cause=proces, in either sample."),
        ("coded.csv", "demand_type=failure", "so this is one sample and not two"),
    ],
)
def test_a_change_of_nothing_is_refused(made: Path, after: str, target: str, said: str) -> None:
    given = [
        "--store",
        str(made / "store"),
        "--before",
        str(made / "coded.csv"),
        "--after",
        str(made / after),
    ]
    done = run("demand", "change", *given, "--model", "none", "--target", target)
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)


def test_a_target_without_a_code_is_refused(made: Path) -> None:
    sheet = str(made / "coded.csv")
    given = ["--store", str(made / "store"), "--before", sheet, "--after", sheet]
    done = run("demand", "change", *given, "--target", "cause")
    assert isinstance(done.exception, UsageError)
    assert "'cause' is no target. Give a field and a code, such as cause=process." in str(done.exception)


def test_a_language_model_reads_the_rest_after_consent_and_within_its_budget(
    made: Path, tmp_path: Path
) -> None:
    pytest.importorskip("sklearn", reason="models need the extra `text`")
    week = tmp_path / "week.csv"
    for step in (
        f"demand sample --store {made}/store --n 60 --strata none --codebook delivery --out {week} "
        "--since 2025-01-06 --until 2025-01-09",
        f"sample-code {week} --truth {made}/sample/truth.json",
    ):
        done = run(*step.split())
        assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(week.open(encoding="utf-8-sig")))
    contacts = int(rows[0]["population"])
    asked = ["demand", "prevalence", "--store", str(made / "store"), "--codes", str(week)]

    def answer(_: int, body: dict[str, Any]) -> Any:
        return completion(json.dumps({"code": "value" if "advice" in str(body).lower() else "failure"}))

    with StandIn(answer).running() as service:
        given = ["--codebook", "delivery", "--fields", "demand_type", "--per-minute", "1e9"]
        given += ["--endpoint", service.url, "--send-text-to", service.url, "--endpoint-model", "small"]
        given += ["--price-in", "1000", "--price-out", "1000", "--cache", str(tmp_path / "answers.sqlite")]
        poor = run(*asked, *given, "--max-cost", "1")
        assert isinstance(poor.exception, UsageError)
        assert "That is above --max-cost 1.00; nothing was sent" in str(poor.exception)
        assert f"{contacts:,} requests" in str(poor.exception)
        assert service.bodies == []
        rich = run(*asked, *given, "--max-cost", "1e9", "--concurrency", "8")
        assert rich.exit_code == 0, rich.exception
        assert "A model (small at 127.0.0.1" in rich.stdout
        assert "people and model" in rich.stdout
        assert "requests, about" in rich.stderr
        assert 0 < len(service.bodies) <= contacts + len(rows)


def test_two_other_models_at_once_are_refused(made: Path) -> None:
    both = ["--embeddings", str(made), "--endpoint", "http://127.0.0.1:1/v1", "--send-text-to"]
    both += ["http://127.0.0.1:1/v1", "--endpoint-model", "m", "--price-in", "0", "--price-out", "0"]
    done = shares(made, "--codebook", "delivery", *both, "--max-cost", "0")
    assert isinstance(done.exception, UsageError)
    assert "each name a model. Give one of them" in str(done.exception)
