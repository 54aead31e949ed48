"""What the people of the sample organisation flagged over the last weeks, and what was answered."""
# ruff: noqa: E501 - a flag a line

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SampleFlag:
    """One flag; `days` is how long ago, `reason` what its contact is about, `who` a person or any of the team."""

    days: int
    team: str
    kind: str
    code: str
    reason: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    who: str = ""


@dataclass(frozen=True)
class SampleAnswer:
    """One answer to the flags of a kind, reason and topic; `action` is what is done about it."""

    days: int
    by: str
    kind: str
    code: str
    reason: str
    verdict: str
    words: str
    action: str = ""
    unit: str = ""
    due_in: int = 0
    done: bool = False


def _avoidable(days: int, team: str, reason: str, words: str = "", who: str = "") -> SampleFlag:
    # why it happened is what the organisation's truth says of the reason
    return SampleFlag(days, team, "avoidable", "", reason, {"words": words}, who)


def _stopped(days: int, team: str, code: str, reason: str, who: str = "", **said: Any) -> SampleFlag:
    return SampleFlag(days, team, "not_allowed", code, reason, said, who)


_Torn = tuple[str, str, str, str]
"""One instruction and where it comes from, the other and where that comes from."""


def _torn(days: int, team: str, code: str, torn: _Torn, **more: str) -> SampleFlag:
    said = dict(zip(("instruction_a", "origin_a", "instruction_b", "origin_b"), torn, strict=True))
    return SampleFlag(days, team, "contradiction", code, more.get("reason", ""), said, more.get("who", ""))


_CARE = (
    "Keep calls under six minutes",
    "target",
    "Stay with the customer until the claim is entered",
    "lead",
)
_TEXTS = ("Offer a voucher first", "knowledge", "No vouchers for damage that a photo proves", "rule")
_PROMISE = (
    "We refund within five days, says the web shop",
    "department",
    "Refunds above 40 EUR wait for Finance, up to three weeks",
    "rule",
)

FLAGS: tuple[SampleFlag, ...] = (
    _avoidable(55, "Phone", "Where is my parcel", "The tracking page had said 'in transit' for four days. I see no more than the customer does."),
    _avoidable(51, "Digital", "Where is my parcel", "Tracking is a day behind the depot. Third one today."),
    _avoidable(47, "Phone", "Where is my parcel"),
    _avoidable(40, "Written", "Where is my parcel", "The mail says 'out for delivery' and it is not. It should not be sent before the van leaves."),
    _avoidable(33, "Phone", "Where is my parcel", "Nobody had told the customer that the depot held it back.", "Chidi"),
    _avoidable(26, "Digital", "Where is my parcel"),
    _avoidable(19, "Phone", "Where is my parcel", "The scan at hand-over is missing again, so the page stands still."),
    _avoidable(12, "Phone", "Where is my parcel"),
    _avoidable(8, "Digital", "Where is my parcel", "A message when the van is late would have saved this chat."),
    _avoidable(3, "Phone", "Where is my parcel", "", "Chidi"),
    _avoidable(44, "Written", "Item arrived damaged", "Glass without padding, again from the same line."),
    _avoidable(30, "Written", "Item arrived damaged"),
    _avoidable(16, "Digital", "Item arrived damaged", "The photos were sent with the order of a replacement that arrived damaged too."),
    _avoidable(9, "Written", "Item arrived damaged"),
    _avoidable(2, "Phone", "Item arrived damaged", "The warehouse knows of the weak boxes since spring, says the driver."),
    _avoidable(38, "Written", "Asked for the same photos again", "The claim form throws the photos away when it is sent on to the warehouse."),
    _avoidable(24, "Written", "Asked for the same photos again", "I have to ask for what I can see was sent last week."),
    _avoidable(11, "Digital", "Asked for the same photos again"),
    _avoidable(6, "Written", "Asked for the same photos again"),
    _avoidable(36, "Phone", "Callback was never made", "The callback list is closed at five, and whatever is on it by then is gone."),
    _avoidable(22, "Phone", "Callback was never made", "I promised it and could not do it: no time between calls.", "Chidi"),
    _avoidable(14, "Phone", "Callback was never made"),
    _avoidable(29, "Phone", "Case closed without an answer", "Cases that wait for a customer close by themselves after three days. This one had answered."),
    _avoidable(17, "Written", "Case closed without an answer"),
    _avoidable(5, "Digital", "Case closed without an answer", "Closed by the timer while it was in my queue."),
    _avoidable(27, "Business", "Invoice is wrong", "Collections are billed twice when the driver comes twice for the same pallet."),
    _avoidable(13, "Business", "Invoice is wrong"),
    _avoidable(7, "Business", "Sent to the wrong department", "The menu sends business customers to Phone first."),
    _avoidable(20, "Digital", "Password mail does not come", "It lands in spam at one large provider. We tell everybody the same by hand."),
    _avoidable(4, "Digital", "Password mail does not come"),
    _stopped(50, "Phone", "refund", "Refund has not arrived", needed="Refund the postage at once", amount=7, currency="EUR", limit="Refunds go through Finance, whatever the amount"),
    _stopped(42, "Phone", "refund", "Refund has not arrived", needed="Refund of a double charge the customer could prove", amount=39, currency="EUR", limit="Refunds go through Finance, whatever the amount"),
    _stopped(31, "Written", "refund", "Refund has not arrived", needed="Pay back the return", amount=24, currency="EUR", limit="Refunds go through Finance"),
    _stopped(18, "Phone", "refund", "Refund has not arrived", "Chidi", needed="Pay back what was charged twice", amount=18, currency="EUR", limit="Agents may not refund", words="It took me 20 minutes to explain why I cannot do what takes one."),
    _stopped(10, "Digital", "refund", "Refund has not arrived", needed="Refund the express fee for a missed day", amount=12, currency="EUR", limit="Refunds go through Finance"),
    _stopped(34, "Phone", "replacement", "Replacement was never sent", needed="Send the lamp again today", amount=45, currency="EUR", limit="A replacement needs the sender's consent in writing"),
    _stopped(21, "Written", "replacement", "Replacement was never sent", needed="Order a replacement without a second photo", amount=30, currency="EUR", limit="Two photos from two sides"),
    _stopped(15, "Phone", "credit", "Agent was not allowed to help", needed="A voucher for the third missed delivery", amount=10, currency="EUR", limit="One voucher a customer and year"),
    _stopped(9, "Digital", "credit", "Agent was not allowed to help", needed="A voucher after two weeks of waiting", amount=15, currency="EUR", limit="Vouchers only from a lead"),
    _stopped(25, "Phone", "exception", "Fee for a return disputed", needed="Waive the fee: the form had the wrong date", amount=5, currency="EUR", limit="Nobody may waive return fees"),
    _stopped(6, "Phone", "exception", "Fee for a return disputed", needed="Waive a fee of a customer in hospital", amount=5, currency="EUR", limit="Nobody may waive return fees"),
    _stopped(12, "Business", "access", "", needed="See the driver's tour", words="To say when the collection comes I need to see the tour, and only dispatch does."),
    _stopped(5, "Business", "access", "", needed="The tour of today's collection", words="Dispatch sees the tour, we do not."),
    _torn(43, "Phone", "target_and_care", _CARE),
    _torn(28, "Phone", "target_and_care", ("Calls under six minutes on average", "target", "Enter the claim while the customer is on the line", "lead")),
    _torn(14, "Phone", "target_and_care", ("Six minutes a call is the target", "management", "Stay on the line until the claim is in", "knowledge"), who="Chidi"),
    _torn(23, "Written", "two_texts", _TEXTS, reason="Item arrived damaged"),
    _torn(10, "Digital", "two_texts", _TEXTS, reason="Item arrived damaged"),
    _torn(16, "Digital", "said_and_allowed", _PROMISE, reason="Refund has not arrived"),
    _torn(4, "Phone", "said_and_allowed", _PROMISE, reason="Refund has not arrived"),
    _torn(2, "Phone", "two_people", ("Close the case after the call", "lead", "Leave it open until the parcel is there", "other_lead"), reason="Told two different things"),
)  # fmt: skip

ANSWERS: tuple[SampleAnswer, ...] = (
    SampleAnswer(37, "Olga", "avoidable", "", "Where is my parcel", "will", "The hand-over scan comes back at the depot. Until then the tracking page says openly that it is behind.", "Bring back the hand-over scan at the depot", "Depot operations", 30),
    SampleAnswer(25, "Olga", "avoidable", "", "Asked for the same photos again", "did", "Photos stay with the claim when it is sent on. Tell us if one is lost again.", "Keep the photos of a claim when it goes to the warehouse", "Warehouse", 0, True),
    SampleAnswer(20, "Bela", "not_allowed", "exception", "Fee for a return disputed", "will_not", "The fee is what a return costs us, and the price list promises all customers the same. For a mistake of ours write 'our error' into the case: then Finance waives it the same day."),
    SampleAnswer(15, "Bela", "avoidable", "", "Callback was never made", "will", "From next week half an hour before five is kept free of calls, for callbacks only.", "Keep half an hour a day free for callbacks", "Support", 14),
    SampleAnswer(12, "Amara", "not_allowed", "refund", "Refund has not arrived", "will", "You will be able to refund up to 25 EUR yourselves. Finance has agreed; the system has to follow.", "Let agents refund up to 25 EUR", "Finance", 21),
)  # fmt: skip
