"""A signature as JSON, and back."""

import struct
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from dedupe.evidence import Quantity, Signature


def values_of(signature: Signature) -> dict[str, Any]:
    """The signature as JSON can hold it: decimals and times as text."""
    values: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(signature).items()
    }
    values["published_at"] = signature.published_at.isoformat() if signature.published_at else None
    values["shingles"] = struct.pack(f"<{len(signature.shingles)}q", *signature.shingles).hex()
    values["quantities"] = [[str(quantity.value), quantity.unit] for quantity in signature.quantities]
    return values


def signature_of(values: Mapping[str, Any]) -> Signature:
    """The signature of what `values_of` made."""
    read: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    if isinstance(values["shingles"], str):
        packed = bytes.fromhex(values["shingles"])
        read["shingles"] = struct.unpack(f"<{len(packed) // 8}q", packed)
    read["quantities"] = tuple(Quantity(Decimal(value), unit) for value, unit in values["quantities"])
    read["published_at"] = datetime.fromisoformat(values["published_at"]) if values["published_at"] else None
    return Signature(**read)
