"""The core does its main job with every optional part left out."""

import json
import subprocess
import sys
from pathlib import Path

_LEFT_OUT = (
    *("sklearn", "scipy", "threadpoolctl", "pyspark", "py4j", "pandas", "polars", "pyarrow"),
    *("django", "allauth", "django_htmx", "granian", "whitenoise", "psycopg"),
)
_RUN = f"""
import sys
for name in {_LEFT_OUT!r}:
    sys.modules[name] = None  # as if it were not installed
sys.argv[0] = "headwater"
from headwater.cli.main import run
run()
"""


def headwater(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", _RUN, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_export_becomes_a_report(tmp_path: Path) -> None:
    store, page = str(tmp_path / "store"), tmp_path / "report.html"
    made = headwater("sample-org", "--contacts", "800", "--weeks", "8", "--out", str(tmp_path / "sample"))
    assert made.returncode == 0, made.stderr
    file = str(tmp_path / "sample" / "contacts.csv")
    loaded = headwater(
        "contacts", "import", file, "--mapping", "sample_org", "--store", store, "--timezone", "UTC"
    )
    assert loaded.returncode == 0, loaded.stderr
    found = headwater("demand", "diagnose", "--store", store, "--out", str(page), "--json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["summary"]["findings"]
    assert page.read_text(encoding="utf-8").count("<svg") > 5


def test_what_needs_an_extra_says_which(tmp_path: Path) -> None:
    rows = [
        f"{n},2026-03-{1 + n % 28:02d}T10:00:00Z,email,my parcel number {n} has not come" for n in range(300)
    ]
    file, store = tmp_path / "e.csv", str(tmp_path / "store")
    file.write_text("contact_id,opened_at,channel,body\n" + "\n".join(rows) + "\n", encoding="utf-8")
    headwater("contacts", "import", str(file), "--mapping", "generic", "--store", store, "--timezone", "UTC")
    texts = headwater("demand", "diagnose", "--store", store)
    assert texts.returncode == 0, texts.stderr
    assert "headwater[text]" in texts.stdout
    spark = headwater("demand", "diagnose", "--store", store, "--engine", "spark")
    assert spark.returncode == 2
    assert "headwater[spark]" in spark.stderr


def test_the_product_says_how_to_install_it() -> None:
    for command in ("serve", "work"):
        said = headwater(command)
        assert said.returncode == 2
        assert "pip install 'headwater[web]'" in said.stderr
