"""Texts whose codes a reader can tell, and some that nobody can."""

from random import Random

ABOUT = {
    "late": ["parcel", "late", "delayed", "waiting", "arrived", "delivery", "yesterday", "tracking"],
    "refund": ["money", "refund", "charged", "account", "payment", "twice", "card", "bank"],
    "address": ["address", "moved", "street", "change", "house", "flat", "wrong", "number"],
}
EVERYWHERE = ["hello", "please", "can", "you", "my", "the", "is", "it", "help", "thanks"]


def made_texts(count: int, seed: int = 1, noise: float = 0.0) -> tuple[list[str], list[str]]:
    """Return texts and their codes; a share `noise` of the codes is drawn at random."""
    random = Random(seed)
    names = sorted(ABOUT)
    texts, codes = [], []
    for _ in range(count):
        code = random.choice(names)
        said = random.sample(ABOUT[code], 3) + random.sample(EVERYWHERE, 4)
        random.shuffle(said)
        texts.append(" ".join(said) + f" {random.randrange(10**6)}")
        codes.append(random.choice(names) if random.random() < noise else code)
    return texts, codes
