"""What leads to a person goes out of a text, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.analysis.contacts.raw_identifiers import mask_identifiers


@pytest.mark.parametrize(
    ("said", "kept", "found"),
    [
        (
            "Write to Jane.Doe+x@mail.example.org, please",
            "Write to [e-mail address], please",
            "e-mail address",
        ),
        ("jörg@müller.example", "[e-mail address]", "e-mail address"),
        ("Ring +49 (0)30 123 456-78 again", "Ring [phone number] again", "phone number"),
        ("Ring 030/1234567 again", "Ring [phone number] again", "phone number"),
        ("Ring 0049 170 1234567.", "Ring [phone number].", "phone number"),
        ("Ring 01.23.45.67.89 today", "Ring [phone number] today", "phone number"),
        ("Ring 020 7946 0018", "Ring [phone number]", "phone number"),
        ("Ring (555) 010-9999", "Ring [phone number]", "phone number"),
        # test numbers of card networks
        ("paid by 4111 1111 1111 1111 twice", "paid by [card number] twice", "card number"),
        ("paid by 5555-5555-5555-4444", "paid by [card number]", "card number"),
        ("paid by 378282246310005.", "paid by [card number].", "card number"),
        # the example of ISO 13616 for Great Britain and one of the German central bank
        ("to GB82 WEST 1234 5698 7654 32 tomorrow", "to [account number] tomorrow", "account number"),
        ("to DE89370400440532013000", "to [account number]", "account number"),
        ("to DE89 3704 0044 0532 0130 00 BANK", "to [account number] BANK", "account number"),
    ],
)
def test_what_leads_to_a_person_is_taken_out(said: str, kept: str, found: str) -> None:
    masked = mask_identifiers(said)
    assert (masked.text, masked.found) == (kept, (found,))


@pytest.mark.parametrize(
    "said",
    [
        "Parcel DX20861784 of 06.01.2025 cost 1,250.00 EUR and waited 14 days",
        "On 2025-01-06 and on 6/1/2025 at 10:30, room 0550",
        "Order 4111 1111 1111 1112 has no check digit of a card",
        "Ticket T100000001, claim 100000001, invoice 2024-000123",
        "Limit 50 EUR, target 4:00 minutes, 12 000 parcels, 5 to 9 days",
        "GB82 WEST 1234 5698 7654 33 has the wrong remainder",
        "Ask the @warehouse channel; 50% @ 2 EUR",
        "0000 0000 0000 0000",
    ],
)
def test_numbers_that_lead_to_nobody_stay(said: str) -> None:
    assert mask_identifiers(said).text == said
    assert mask_identifiers(said).found == ()


def test_each_kind_is_named_once() -> None:
    masked = mask_identifiers("a@b.example and c@d.example, 030 1234567")
    assert masked.found == ("e-mail address", "phone number")
    assert str(masked) == "[e-mail address] and [e-mail address], [phone number]"


@given(st.text(max_size=300))
def test_a_masked_text_has_nothing_left_to_mask(text: str) -> None:
    once = mask_identifiers(text).text
    assert mask_identifiers(once).text == once


@given(
    st.from_regex(r"[a-z]{1,12}(\.[a-z]{1,12})?@[a-z]{2,12}\.(org|example|co\.uk)", fullmatch=True), st.text()
)
def test_no_e_mail_address_gets_through(address: str, around: str) -> None:
    assert address not in mask_identifiers(f"{around} {address} {around}").text
