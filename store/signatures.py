"""A signature as JSON, and back."""

import struct
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from dedupe.evidence import Name, Quantity, Signature


def values_of(signature: Signature) -> dict[str, Any]:
    """The signature as JSON can hold it: times as text, hashes packed."""
    values: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(signature).items()
    }
    values["published_at"] = signature.published_at.isoformat() if signature.published_at else None
    values["shingles"] = struct.pack(f"<{len(signature.shingles)}q", *signature.shingles).hex()
    values["quantities"] = [list(quantity) for quantity in signature.quantities]
    values["names"] = [list(name) for name in signature.names]
    return values


def signature_of(values: Mapping[str, Any]) -> Signature:
    """The signature of what `values_of` made."""
    read: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    if isinstance(values["shingles"], str):
        packed = bytes.fromhex(values["shingles"])
        read["shingles"] = struct.unpack(f"<{len(packed) // 8}q", packed)
    read["quantities"] = tuple(map(_quantity, values["quantities"]))
    # Older rows keep names without their places: these say nothing until the article is read again.
    read["names"] = tuple(Name(*name) for name in values["names"] if not isinstance(name, str))
    read["published_at"] = datetime.fromisoformat(values["published_at"]) if values["published_at"] else None
    return Signature(**read)


def _quantity(values: list[Any]) -> Quantity:
    """Older rows keep a value and its unit."""
    return Quantity(*values) if len(values) == 3 else Quantity.of(Decimal(values[0]), values[1])
