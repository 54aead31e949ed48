"""Signatures by the Standard Webhooks specification, version 1.0.0: HMAC-SHA256 over id, time and body.

References
----------
Standard Webhooks, specification 1.0.0, https://www.standardwebhooks.com
"""

import base64
import hashlib
import hmac

from django.utils.crypto import salted_hmac

PREFIX = "whsec_"


def secret_of(salt: str) -> str:
    """Return the secret of a webhook: it follows from the key of this installation, and is kept nowhere."""
    derived = salted_hmac("headwater.api.webhook", salt, algorithm="sha256").digest()
    return PREFIX + base64.b64encode(derived).decode()


def mark_of(secret: str) -> str:
    """Return what tells one secret from another without giving it away."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def sign(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """Return the signature of a message.

    Examples
    --------
    >>> name, said = "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}'  # of the reference implementation
    >>> sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", name, 1614265330, said)
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def headers(secret: str, message_id: str, timestamp: int, body: str) -> dict[str, str]:
    """Return the headers that go with a message."""
    return {
        "content-type": "application/json",
        "user-agent": "Headwater",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, timestamp, body),
    }
