"""Codebooks from files: what is taken, and what is refused with the line it stands in."""

from pathlib import Path

import pytest

from headwater.analysis.demand.codebook import read_codebook
from headwater.analysis.demand.codebook.reading import STARTERS, parse_codebook
from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.sample_org.reasons import SUPPORT_UNITS, reasons

from .made_book import SHOP, changed

BAD = {
    "unknown key": (
        ("language: en", "langage: en"),
        r"shop.yaml, line 4: langage: unknown key 'langage'.*'language'",
    ),
    "unknown key of a reason": (
        ("meaning: Nobody", "meanning: Nobody"),
        r"line 14: reason.Gone.meanning: unknown key 'meanning'. Did you mean 'meaning'",
    ),
    "code that the frame does not have": (
        ("reason:", "cause:\n  proces: wrong\nreason:"),
        r"line 12: cause.proces: the coding frame has no cause 'proces'. Did you mean 'process'",
    ),
    "status": (
        ("status: open", "status: frosen"),
        r"line 3: status cannot be 'frosen'. Did you mean 'frozen'",
    ),
    "version": (("version: 1", "version: one"), r"line 2: version cannot be 'one': give a whole number"),
    "inside support": (
        ("inside_support: false", "inside_support: perhaps"),
        r"line 7: cause_owner.Depot.inside_support cannot be 'perhaps': say true or false",
    ),
    "name": (
        ("codebook: shop", "codebook: My Shop"),
        r"line 1: codebook cannot be 'My Shop': use small letters",
    ),
    "no name": (("codebook: shop\n", ""), r"line 1: 'codebook' is missing"),
    "the same code twice": (("  Gone:\n", "  Late:\n"), r"line 13: the key 'Late' stands twice"),
    "no YAML": (("reason:", "reason: ["), r"this is not YAML"),
    "worth": (
        ("  Praise:\n", "  Praise:\n    value_to_customer: valuble\n"),
        r"line 17: reason.Praise.value_to_customer cannot be 'valuble'. Did you mean 'valuable'",
    ),
}


@pytest.mark.parametrize(("swap", "message"), BAD.values(), ids=BAD)
def test_a_wrong_file_is_refused_with_line_and_advice(swap: tuple[str, str], message: str) -> None:
    with pytest.raises(BadDataError, match=message):
        changed(swap)


def test_a_list_is_no_codebook() -> None:
    with pytest.raises(BadDataError, match="has to be a set of keys, beginning with `codebook: NAME`"):
        parse_codebook("- a\n- b\n", "x.yaml")


def test_empty_sections_and_values_are_taken_as_not_said_yet() -> None:
    book = parse_codebook(
        "codebook: x\ncause_owner:\n  Depot:\n    inside_support:\nreason:\nnative_reasons:\n", "x.yaml"
    )
    assert book.is_inside_support("Depot") is None
    assert book.codes("reason") == ()


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no codebook .*none\.yaml.*headwater demand codebook init"):
        read_codebook(tmp_path / "none.yaml")


def test_a_folder_and_a_wrong_encoding_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder: give the codebook file"):
        read_codebook(tmp_path)
    file = tmp_path / "latin.yaml"
    file.write_bytes("codebook: x\nsector: Büro\n".encode("latin-1"))
    with pytest.raises(BadDataError, match="has to be UTF-8; byte 21 is not"):
        read_codebook(file)


def test_an_unknown_name_says_which_ship() -> None:
    with pytest.raises(
        UsageError, match=r"no codebook 'delivry'. Did you mean 'delivery'.*path to a \.yaml file"
    ):
        read_codebook("delivry")


def test_a_mark_that_some_editors_put_in_front_of_the_file_is_no_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP, encoding="utf-8-sig")
    assert read_codebook(file).title == "shop 1"


def test_yes_and_no_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(
        SHOP.replace("usual: {demand_type: failure,", "usual: {demand_type: failure, preventable: no,")
    )
    assert read_codebook(file).usual("Gone")["preventable"] == "no"


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_has_nothing_to_find_fault_with_and_every_code_has_examples(name: str) -> None:
    book = read_codebook(name)
    assert book.check() == []
    assert 10 <= len(book.reason) <= 60
    for field in ("demand_type", "failure_code", "reason", "preventable", "cause"):
        for code in book.codes(field):
            known = book.code(field, code)
            assert known is not None
            assert known.meaning, code
            assert known.counts, code
            assert known.counts_not, code
    assert {book.is_inside_support(owner) for owner in book.cause_owner} == {True, False}
    for name_, reason in book.reason.items():
        assert reason.value_to_customer, name_
        assert reason.value_to_company, name_


def test_the_delivery_starter_codes_the_whole_sample_organisation() -> None:
    book = read_codebook("delivery")
    assert set(book.reason) == {reason.name for reason in reasons()}
    assert set(book.cause_owner) == {reason.cause_owner for reason in reasons()} - {None}
    for reason in reasons():
        of_failure = reason.demand_type == "failure"
        codes = {
            field: getattr(reason, field)
            for field in ("demand_type", "failure_code", "preventable", "cause", "cause_owner")
            if getattr(reason, field) and (of_failure or field != "preventable")
        }
        assert book.usual(reason.name) == codes
        assert book.problems_with({**codes, "reason": reason.name}) == []
        if reason.cause_owner:
            assert book.is_inside_support(reason.cause_owner) is (reason.cause_owner in SUPPORT_UNITS)


def test_no_starter_names_a_share_that_could_be_taken_for_a_target() -> None:
    for name in (*STARTERS, "frame"):
        from headwater.analysis.demand.codebook.reading import shipped_text

        assert "%" not in shipped_text(name)
