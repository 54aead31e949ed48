"""The five principles that take the place of a script."""

PRINCIPLES: dict[str, str] = {
    "listen": "Listen until the real problem is grasped.",
    "ask": "Ask targeted questions.",
    "explain": "Explain so that the customer can follow.",
    "own": "Own the issue until it is resolved.",
    "follow_up": "Follow up to check that the fix worked.",
}
"""What each asks of a person, by its short name."""
