import pytest

from headwater.analysis.demand.topic_words import empty_words, normalised, words_of

pytest.importorskip("sklearn", reason="needs the extra `text`")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Call ME at amara@shop.example!", ["call", "me", "at"]),
        ("see https://t.co/aBc and www.shop.example/x?y=1 now", ["see", "and", "now"]),
        ("@ShopCares where is #A-88123, 2 parcels of 12.50€", ["where", "is", "parcels", "of"]),
        ("it doesn’t work &amp; won&#39;t", ["it", "doesn't", "work", "won't"]),
        ("Où est mon colis déjà payé", ["où", "est", "mon", "colis", "déjà", "payé"]),
        ("", []),
    ],
)
def test_what_differs_between_messages_is_taken_out(text: str, left: list[str]) -> None:
    assert words_of(normalised(text)) == left


def test_words_on_both_sides_of_something_taken_out_are_not_neighbours() -> None:
    assert normalised("order 4711 late") == "order . late"


def test_words_that_stand_beside_everything_are_empty_and_those_of_a_subject_are_not() -> None:
    from random import Random

    random = Random(4)
    subjects = [
        ["parcel", "depot", "courier"],
        ["invoice", "refund", "charged"],
        ["login", "password", "locked"],
    ]
    everywhere = ["the", "my", "please", "with"]
    texts = [
        " ".join([*random.sample(random.choice(subjects), 2), *random.sample(everywhere, 2)])
        for _ in range(400)
    ]
    assert empty_words(texts) == sorted(everywhere)
