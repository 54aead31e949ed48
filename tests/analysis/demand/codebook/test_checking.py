"""What the check of a codebook finds, where it stands, and how bad it is."""

import pytest

from headwater.analysis.demand.codebook import Codebook
from headwater.analysis.demand.codebook.freezing import frozen_text
from headwater.analysis.demand.codebook.reading import parse_codebook

from .made_book import SHOP, changed

NEXT = "version: 2\nchanged_from: {{version: 1, changes: [{{field: reason, {}}}]}}\n"


def found(book: Codebook, word: str) -> str:
    """Return the one finding that has the word in it."""
    (one,) = [str(finding) for finding in book.check() if word in finding.message]
    return one


def many(count: int) -> Codebook:
    names = "\n".join(f"  {chr(65 + n % 26) * (2 + n // 26 * 3)}: said {n}" for n in range(count))
    return parse_codebook(
        f"codebook: many\ncause_owner:\n  A: {{meaning: a, inside_support: true}}\nreason:\n{names}\n",
        "m.yaml",
    )


@pytest.mark.parametrize(("count", "told"), [(9, True), (10, False), (60, False), (61, True)])
def test_too_few_or_too_many_reasons_are_a_warning_with_its_source(count: int, told: bool) -> None:
    findings = [f for f in many(count).check() if "Price and Jaffe" in f.message]
    assert bool(findings) is told
    if told:
        assert findings[0].level == "warning"
        assert findings[0].message.startswith(f"{count} reasons: fewer than 10 or more than 60")


def test_no_reasons_yet_is_advice_to_code_openly() -> None:
    book = parse_codebook("codebook: bare\n", "b.yaml")
    assert found(book, "no reasons").startswith("warning")
    assert "init --from-codes" in found(book, "no reasons")
    assert found(book, "no cause owners").startswith("warning")


def test_a_code_without_a_meaning_is_named_with_its_line() -> None:
    book = changed(("meaning: Nobody knows where it is.", "label: Lost"))
    assert (
        found(book, "no meaning")
        == "warning, line 13: reason 'Gone' has no meaning: say in plain words what it is."
    )


def test_an_owner_has_to_be_inside_or_outside_support() -> None:
    book = changed((", inside_support: false", ""))
    assert found(book, "neither inside").startswith(
        "warning, line 7: owner 'Depot' is neither inside nor outside"
    )


def test_what_may_be_missing_while_open_is_an_error_when_frozen() -> None:
    book = changed((", inside_support: false", ""), ("status: open", "status: frozen"))
    assert found(book, "neither inside").startswith("error")


@pytest.mark.parametrize(
    ("swap", "message"),
    [
        (
            ("failure_code: progress_chasing", "failure_code: chasing"),
            "reason 'Gone' usually has failure_code 'chasing'",
        ),
        (
            ("cause_owner: Depot}", "cause_owner: Dept}"),
            "usually has cause_owner 'Dept', which is no code of it. Did you mean 'Depot'?",
        ),
        (
            ("{demand_type: not_demand}", "{demand_type: value, cause: it}"),
            "reason 'Praise' is usually value, and then has no cause",
        ),
        (("{demand_type: not_demand}", "{reason: Late}"), "usual codes of reason 'Praise' name a reason"),
        (
            ("Where is it?: Gone", "Where is it?: Gon"),
            "native reason 'Where is it?' points to reason 'Gon', which is no code of it. Did you",
        ),
        (("{demand_type: failure}", "{}"), "native reason 'Complaint' points nowhere"),
        (
            ("  Praise:\n", "  Praise:\n    label: late\n"),
            "reason 'Late' and 'Praise' are shown alike ('Late')",
        ),
        (("status: open", "status: frozen\nfingerprint: 00"), "version 1 was changed after it was frozen"),
        (("status: open", "status: frozen"), "nothing holds it"),
        (("status: open", "status: open\nfingerprint: 00"), "still carries the fingerprint"),
        (("version: 1\nstatus: open", "status: frozen"), "a frozen codebook needs a version"),
        (
            ("status: open", "status: open\nchanged_from: {version: 1}"),
            "cannot be changed from version 1: it has to be earlier",
        ),
        (
            ("version: 1\n", NEXT.format("from: Old, to: Lat, why: x")),
            "a change leads to reason 'Lat', which is no code of this version. Did you mean 'Late'?",
        ),
        (
            ("version: 1\n", NEXT.format("why: x")),
            "a change of reason names no code",
        ),
    ],
)
def test_an_error_says_what_is_wrong(swap: tuple[str, str], message: str) -> None:
    assert found(changed(swap), message).startswith("error, line ")


ALIKE = "  Late too: {label: A parcel is late, meaning: x}\n  Praise:\n    label: A parcels is late\n"


@pytest.mark.parametrize(
    ("swap", "message"),
    [
        (("  Praise:\n", ALIKE), "look alike"),
        (("native_reasons:\n", "native_reasons:\n  where is it?: Late\n"), "differ only in writing"),
        (("version: 1\n", "version: 2\n"), "does not say what became of the codes of the version before"),
        (("version: 1\n", NEXT.format("from: Old, to: Late")), "renamed 'Old' to 'Late' does not say why"),
    ],
)
def test_a_warning_is_advice(swap: tuple[str, str], message: str) -> None:
    assert found(changed(swap), message).startswith("warning, line ")


def test_errors_come_before_warnings() -> None:
    book = changed(("Where is it?: Gone", "Where is it?: Gon"))
    assert [finding.level for finding in book.check()] == ["error", "warning"]


def test_a_frozen_codebook_is_left_in_peace() -> None:
    frozen = parse_codebook(frozen_text(SHOP, changed()), "shop.yaml")
    assert [finding.level for finding in frozen.check()] == ["warning"]  # three reasons are few
