"""Short stable hashes by which rows are found; any change of them needs a migration."""

import hashlib

from store.columns import storable


def digest(*parts: str | bytes) -> str:
    """32 hexadecimal digits over the parts; stands for texts too long for an index (URLs may have any length)."""
    hashed = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = storable(part).encode() if isinstance(part, str) else part
        hashed.update(len(data).to_bytes(8, "big"))
        hashed.update(data)
    return hashed.hexdigest()


def key_number(key: str) -> int:
    """The signed 64-bit integer that a fingerprint key is kept as."""
    hashed = hashlib.blake2b(storable(key).encode(), digest_size=8)
    return int.from_bytes(hashed.digest(), "big", signed=True)
