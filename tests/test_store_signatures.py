"""A signature as the store keeps it, and rows of older versions."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from dedupe.evidence import Name, Quantity, Signature
from store.signatures import signature_of, values_of

SIGNATURE = Signature(
    language="vi",
    source="paper",
    url="https://paper.example/1",
    title="t",
    published_at=datetime(2024, 4, 12, 5, tzinfo=UTC),
    quantities=(Quantity.of(Decimal("586E9"), "VND"), Quantity.of(Decimal("1.50"), "percent")),
    dates=("03-31",),
    names=(Name("molina", "nrn", 0.25),),
    shingles=(2**47, 5),
)


def test_a_signature_comes_back_from_json() -> None:
    """Promise: nothing is lost on the way through the database."""
    assert signature_of(json.loads(json.dumps(values_of(SIGNATURE)))) == SIGNATURE


def test_rows_of_older_versions_are_read() -> None:
    """Promise: a store made before names had places still compares by figures; its names say nothing."""
    old = json.loads(json.dumps(values_of(SIGNATURE)))
    old["quantities"] = [["586000000000", "VND"], ["1.50", "percent"]]
    old["names"] = ["molina"]
    del old["dates"], old["stream"]
    read = signature_of(old)
    assert read.quantities == SIGNATURE.quantities
    assert read.names == ()
