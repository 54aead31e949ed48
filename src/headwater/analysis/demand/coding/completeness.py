"""How much of a sample is coded, and whether what is coded is a random part of it."""

from collections.abc import Collection, Sequence

from headwater.analysis.demand.coding.quoting import is_quoted
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import CHOSEN_AGAIN, CHOSEN_AS_UNSURE, CHOSEN_BY_CHANCE


def notes_on(sheets: Sequence[Sheet]) -> list[str]:
    """Say what a reader of the estimates should know of how far coding has come."""
    rows = [row for sheet in sheets for row in sheet.rows]
    notes = [note for note in (_uncoded(sheets), _second_readings(rows)) if note]
    lost = sum(_is_misquoted(row) for row in rows)
    if lost:
        notes.append(f"Evidence quotes that are not in the text they are said to be from: {lost:,}.")
    for chosen, why in (
        (CHOSEN_AS_UNSURE, "picked because a model was unsure"),
        (CHOSEN_AGAIN, "looked at again from an earlier sample"),
    ):
        count = len({r.contact.item for r in rows if r.is_coded and r.contact.chosen == chosen})
        if count:
            notes.append(f"Left out of every share: {_contacts(count)} {why}.")
    return notes


def passed_over(sheet: Sheet, coded: Collection[str]) -> set[str]:
    """Return contacts without any coding that stand before a coded row of the same queue.

    Each named coder works down the rows with that name. Rows without a name are anybody's: they are passed
    over when they stand before any coded row.
    """
    behind: dict[str, int] = {}
    for place, row in enumerate(sheet.rows):
        if row.is_coded and not (row.coding and row.coding.adjudicates):
            for queue in (row.coder, ""):
                behind[queue] = place
    return {
        row.contact.item
        for place, row in enumerate(sheet.rows)
        if row.contact.item not in coded and place < behind.get(row.coder, -1)
    }


def _uncoded(sheets: Sequence[Sheet]) -> str:
    drawn = {
        row.contact.item: row
        for sheet in sheets
        for row in sheet.rows
        if row.contact.chosen == CHOSEN_BY_CHANCE
    }
    coded = {row.contact.item for sheet in sheets for row in sheet.rows if row.is_coded}
    done, total = len(drawn.keys() & coded), len(drawn)
    if done == total:
        return ""
    left_out = {item for sheet in sheets for item in passed_over(sheet, coded)} & drawn.keys()
    said = f"{done:,} of the {total:,} contacts drawn by chance {_are(done)} coded."
    if not left_out:
        return f"{said} The coded ones are the first rows, which are a random part of the sample."
    return (
        f"{said} {_contacts(len(left_out))} {'was' if len(left_out) == 1 else 'were'} passed over while "
        "later rows were coded. They are treated as missing at random within their stratum, which is wrong "
        "if they were passed over for what they say."
    )


def _second_readings(rows: Sequence[SheetRow]) -> str:
    asked: dict[str, int] = {}
    made: dict[str, int] = {}
    for row in rows:
        if row.coding is None or not row.coding.adjudicates:
            item = row.contact.item
            asked[item] = asked.get(item, 0) + 1
            made[item] = made.get(item, 0) + row.is_coded
    twice = [item for item, count in asked.items() if count > 1]
    begun = [item for item in twice if made[item]]
    both = sum(made[item] > 1 for item in begun)
    if not begun or both == len(begun):
        return ""
    return f"Contacts that two people are to read: {both:,} of the {len(begun):,} begun have both readings."


def _is_misquoted(row: SheetRow) -> bool:
    quote = row.coding.evidence_quote.strip() if row.coding else ""
    has_text = any(row.shown.get(name, "").strip() for name in ("subject", "body"))
    return bool(quote) and has_text and not is_quoted(quote, row.shown)


def _contacts(count: int) -> str:
    return f"{count:,} contact" + ("" if count == 1 else "s")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
