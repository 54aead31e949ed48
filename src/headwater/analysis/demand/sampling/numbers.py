"""Permanent random numbers: one for each contact and seed, the same on every engine and in Python."""

import hashlib
from functools import lru_cache

import narwhals as nw

LIMIT = 2_147_483_647
"""Numbers lie from 0 to LIMIT - 1; a prime, 2^31 - 1."""

_OTHER = 2_147_483_629
"""The next smaller prime: with it a 64-bit key is told by its two remainders."""


def number_of(contact_key: int, seed: int, purpose: str = "sample") -> int:
    """Return a contact's permanent random number.

    Parameters
    ----------
    contact_key : int
        The contact's 64-bit key: a hash of source and contact id, as the store keeps it.
    seed : int
        Another seed gives numbers that have nothing to do with these.
    purpose : str
        What is drawn by it; each purpose has numbers of its own.

    Returns
    -------
    int
        From 0 to `LIMIT` - 1, uniform.

    Notes
    -----
    With a and b the key's remainders by two primes and p the larger one, the number is
    (a (c1 + c2 a) + b (d1 + d2 b) + c0) mod p; the coefficients are hashed from seed and purpose. Over
    seeds each number is uniform and any two are independent. No product leaves 63 bits, so that plain
    integer arithmetic gives the same on every engine. Two contacts with the same number are told apart by
    their keys.

    References
    ----------
    Ohlsson, E. (1995). Coordination of samples using permanent random numbers. In: Cox, B. G. et al. (eds),
    Business Survey Methods. Wiley.
    Carter, J. L. and Wegman, M. N. (1979). Universal classes of hash functions. Journal of Computer and
    System Sciences, 18(2), 143-154.

    Examples
    --------
    >>> number_of(-42, seed=1) == number_of(-42, seed=1), number_of(-42, seed=1) == number_of(-42, seed=2)
    (True, False)
    """
    c0, c1, c2, d1, d2 = _coefficients(seed, purpose)
    a, b = contact_key % LIMIT, contact_key % _OTHER
    return ((c1 + c2 * a) % LIMIT * a + (d1 + d2 * b) % LIMIT * b + c0) % LIMIT


def number(seed: int, purpose: str = "sample") -> nw.Expr:
    """Return the same number as an expression over contacts of any engine."""
    c0, c1, c2, d1, d2 = _coefficients(seed, purpose)
    key = nw.col("contact_key")
    a, b = key % LIMIT, key % _OTHER
    return ((a * c2 + c1) % LIMIT * a + (b * d2 + d1) % LIMIT * b + c0) % LIMIT


@lru_cache(maxsize=256)
def _coefficients(seed: int, purpose: str) -> tuple[int, ...]:
    digest = hashlib.sha512(f"{purpose}\x1f{seed}".encode()).digest()
    return tuple(int.from_bytes(digest[12 * i : 12 * i + 12], "big") % LIMIT for i in range(5))
