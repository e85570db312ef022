"""Column types that mean the same on SQLite and PostgreSQL: times, exact decimals, text from strangers, ids."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

# PostgreSQL stores no NUL, and neither engine a lone surrogate.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# Far above any sum of money; a hostile "1e999999" would otherwise become a megabyte of zeros.
_MAX_DIGITS = 100


def storable(text: str) -> str:
    """The text as both engines keep it, of the same length.

    `str` also turns members of a StrEnum into plain text: psycopg would write their names.
    """
    return _UNSTORABLE.sub("\ufffd", str(text))


class UTCDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite keeps it as text that sorts by time, PostgreSQL as `timestamptz`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the time {value} has no time zone; give datetime.now(UTC) or the like")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A finite decimal, exact to its last digit: text on SQLite (which has binary floats only), else NUMERIC."""

    impl = Numeric
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    @override
    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not value.is_finite() or abs(value.adjusted()) > _MAX_DIGITS:
            raise ValueError(f"the value {value} is not a finite decimal of at most {_MAX_DIGITS} digits")
        return format(value, "f") if dialect.name == "sqlite" else value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class SafeText(TypeDecorator[str]):
    """Text from anywhere; a character that a database refuses is kept as U+FFFD, so that spans stay valid."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Identifier(TypeDecorator[int]):
    """A 64-bit integer; on SQLite the type must read INTEGER for ids to count up by themselves."""

    impl = BigInteger
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())
