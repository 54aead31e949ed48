from collections import Counter

from headwater.analysis.sample_org.reasons import CHANNEL_MIX, DRIVERS, FOLLOW_UP_REASONS, phrases, reasons
from headwater.analysis.sample_org.settings import DEPOTS

FAILURE_CODES = {
    "clarification",
    "wrong_place",
    "repeated_information",
    "progress_chasing",
    "premature_closure",
    "defect_or_error",
    "broken_promise",
    "policy",
}
CAUSES = {"process", "it", "information_flow", "policy", "product", "people", "external"}


def test_there_are_between_forty_and_sixty_reasons_with_names_of_their_own() -> None:
    names = [r.name for r in reasons()]
    assert 40 <= len(names) <= 60
    assert len(set(names)) == len(names)
    assert set(FOLLOW_UP_REASONS) <= set(names)


def test_every_reason_has_its_place_in_the_coding_frame() -> None:
    for r in reasons():
        assert r.preventable in {"yes", "partly", "no"}
        if r.demand_type == "failure":
            assert r.failure_code in FAILURE_CODES
            assert r.cause in CAUSES
            assert r.cause_owner
        else:
            assert r.demand_type in {"value", "not_demand", "undetermined"}
            assert (r.failure_code, r.cause, r.cause_owner) == (None, None, None)


def test_the_frame_is_used_in_full_so_that_every_code_can_be_learned() -> None:
    assert {r.failure_code for r in reasons()} - {None} == FAILURE_CODES
    assert {r.cause for r in reasons()} - {None} == CAUSES
    assert {r.demand_type for r in reasons()} == {"value", "failure", "not_demand", "undetermined"}
    assert {r.owner_inside_support for r in reasons()} == {True, False, None}


def test_every_reason_has_words_of_its_own_and_nothing_is_said_twice() -> None:
    said = [s for r in reasons() for s in (*r.sayings, *r.details)]
    assert [s for s, times in Counter(said).items() if times > 1] == []
    for r in reasons():
        assert len(r.sayings) >= 3
        assert len(r.details) >= 2
        assert len(r.subjects) >= 3


def test_behaviour_is_within_bounds() -> None:
    for r in reasons():
        assert r.driver in DRIVERS
        assert r.channels in CHANNEL_MIX
        assert 0 < r.resolves < 1
        assert r.weight > 0
        assert r.handle_seconds > 0
    assert all(abs(sum(mix) - 1) < 1e-9 for mix in CHANNEL_MIX.values())


def test_every_depot_has_a_name() -> None:
    assert len(phrases()["depots"]) == DEPOTS


def test_mail_addresses_can_belong_to_nobody() -> None:
    assert all(domain.endswith(".example") for domain in phrases()["domains"])
