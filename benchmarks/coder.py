"""The coder model: accuracy and rows a second on the 77 bank intents, and a million texts read.

python -m benchmarks.coder                    # both; needs ../shared/data for the intents
python -m benchmarks.coder --only intents
python -m benchmarks.coder --only million --setting full
"""

import argparse
import csv
import gzip
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.runs import RESULTS, in_turn, machine, report, show
from benchmarks.synthetic import build_store
from headwater.analysis.contacts import versions
from headwater.analysis.contacts.delta import StoreTable
from headwater.analysis.contacts.engines.duckdb import DuckDBEngine, identifier
from headwater.analysis.contacts.schema import CONTACT_TEXTS
from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.coder.crossfit import cross_fit
from headwater.analysis.demand.coder.reading import predict_store
from headwater.analysis.demand.coder.tfidf import Setting, TfidfCoder

DATA = Path(os.environ.get("HEADWATER_SHARED_DATA", "../shared/data"))
SETTINGS: tuple[Setting, ...] = ("fast", "full")
DRAWS = 5

Reader = Callable[[list[str], list[str], list[str]], list[str]]
"""From coded texts, their codes and new texts to the codes of the new ones."""


def intents(part: str) -> tuple[list[str], list[str]]:
    """Return texts and intents of a part of banking77 (Casanueva and others 2020, CC BY 4.0)."""
    with gzip.open(DATA / f"banking77_{part}.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["category"] for row in rows]


def few(codes: Sequence[str], each: int, seed: int) -> list[int]:
    """Draw so many texts of each intent."""
    draw = random.Random(seed)
    places: dict[str, list[int]] = {}
    for place, code in enumerate(codes):
        places.setdefault(code, []).append(place)
    return [place for found in places.values() for place in draw.sample(found, each)]


def reference(characters: bool) -> Any:
    """Return the plain pipeline most people would write, to measure against."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(sublinear_tf=True)
    runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    rows = make_union(words, runs) if characters else words
    return make_pipeline(rows, LogisticRegression(C=10, max_iter=300))


def accuracy(said: Sequence[str], codes: Sequence[str]) -> float:
    return float(np.mean([a == b for a, b in zip(said, codes, strict=True)]))


def of_coder(setting: Setting, texts: list[str], codes: list[str], new: list[str]) -> list[str]:
    coder = TfidfCoder(setting).fit(texts, codes)
    return [coder.classes_[place] for place in coder.predict_proba(new).argmax(axis=1)]


def of_reference(characters: bool, texts: list[str], codes: list[str], new: list[str]) -> list[str]:
    return list(reference(characters).fit(texts, codes).predict(new))


def fitted_coder(setting: Setting, texts: list[str], codes: list[str]) -> TfidfCoder:
    return TfidfCoder(setting, workers=1).fit(texts, codes)


def fitted_reference(characters: bool, texts: list[str], codes: list[str]) -> Any:
    return reference(characters).fit(texts, codes)


def rows_a_second(read: Callable[[list[str]], Any], texts: list[str]) -> float:
    """Return the best of three runs, in processor seconds: others may share the machine."""
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        read(texts)
        best = max(best, len(texts) / (time.process_time() - started))
    return best


def bank_intents(references: bool = True) -> None:
    texts, codes = intents("train")
    new, truth = intents("test")
    many = (new * 20)[:50_000]
    read: dict[str, Reader] = {f"Headwater, {setting}": partial(of_coder, setting) for setting in SETTINGS}
    fitted: dict[str, Callable[[], Any]] = {
        f"Headwater, {setting}": partial(fitted_coder, setting, texts, codes) for setting in SETTINGS
    }
    for characters in (False, True) if references else ():
        name = f"scikit-learn, words{' and characters' * characters}"
        read[name] = partial(of_reference, characters)
        fitted[name] = partial(fitted_reference, characters, texts, codes)
    lines = ["| what | all labels | ten an intent | rows/s/core |", "|---|--:|--:|--:|"]
    found = []
    for name, reader in read.items():
        whole = accuracy(reader(texts, codes, new), truth)
        some = []
        for seed in range(DRAWS):
            places = few(codes, 10, seed)
            said = reader([texts[i] for i in places], [codes[i] for i in places], new)
            some.append(accuracy(said, truth))
        speed = rows_a_second(fitted[name]().predict_proba, many)
        found.append({"what": name, "all": whole, "ten": some, "rows_a_second": speed})
        lines.append(f"| {name} | {whole:.1%} | {np.mean(some):.1%} | {speed:,.0f} |")
    print("### Bank intents, published split\n\n" + "\n".join(lines), flush=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine(), "rows": found}
    (RESULTS / "coder-bank-intents.json").write_text(json.dumps(content, indent=1))


def with_texts(folder: Path, contacts: int) -> None:
    """Make a store of that many contacts, each with a bank customer's question and a number of its own."""
    build_store(folder, contacts)
    state = versions.read(folder)
    if "contact_texts" in state.tables:
        return
    said, _ = intents("train")
    listed = ", ".join("'" + text.replace("'", "''") + "'" for text in said)
    opened = "(1704067200 + (hash(n * 3) % 31536000)::BIGINT)"
    drawn = {
        "source": "'synthetic'",
        "contact_id": "'c' || n",
        "subject": "NULL",
        "body": f"([{listed}])[1 + (hash(n * 29) % {len(said)})::BIGINT] || ' ' || (hash(n) % 1000000)",
        "month": f"strftime(make_timestamp({opened} * 1000000), '%Y-%m')",
    }
    columns = ", ".join(
        f"({drawn[name]})::{kind} AS {identifier(name)}" for name, kind in CONTACT_TEXTS.store_types.items()
    )
    engine = DuckDBEngine()
    rows = engine.connection.sql(f"SELECT {columns} FROM (SELECT range AS n FROM range({contacts}))")
    version = StoreTable(folder / "contact_texts").append(rows)
    versions.commit(folder, versions.Version(2, {**state.tables, "contact_texts": version}))
    engine.close()


def read_all(folder: Path, setting: Setting) -> None:
    """Fit to 400 coded texts and read every contact of the store; prints seconds and peak memory."""
    texts, codes = intents("train")
    places = random.Random(1).sample(range(len(texts)), 400)
    kinds = ["failure" if hash_of(codes[i]) % 3 else "value" for i in places]
    started = time.perf_counter()
    fitted = cross_fit([texts[i] for i in places], {"demand_type": kinds}, None, partial(TfidfCoder, setting))
    total, read = 0.0, 0
    for batch, chances in predict_store(
        ContactStore(folder), fitted, columns=("contact_key", "channel", "month", "handle_ms")
    ):
        total += float(chances["demand_type"][:, 0].sum())
        read += len(batch)
    report(started, f"{read} {total:.3f}")


def hash_of(text: str) -> int:
    return sum(map(ord, text))


def million(contacts: int, folder: Path, settings: Sequence[Setting], runs: int) -> None:
    with_texts(folder, contacts)
    command = ["-m", "benchmarks.coder", "--folder", str(folder), "--read"]
    contestants = {f"{setting}, one field, five folds": [*command, setting] for setting in settings}
    show(f"{contacts:,} short texts read by the coder", in_turn(contestants, runs))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["intents", "million"])
    parser.add_argument("--setting", choices=SETTINGS)
    parser.add_argument(
        "--no-references", dest="references", action="store_false", help="leave scikit-learn's pipelines out"
    )
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path("out/bench/coder-store"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--read", choices=SETTINGS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read_all(options.folder, options.read)
        raise SystemExit
    if options.only != "million":
        bank_intents(options.references)
    if options.only != "intents":
        chosen = [options.setting] if options.setting else SETTINGS
        million(options.contacts, options.folder, chosen, options.runs)
