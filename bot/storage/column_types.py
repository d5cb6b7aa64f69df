"""Column types for aware UTC times, JSON data and ids, and the metadata of all tables."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Optional

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcTime(TypeDecorator):
    """An aware time, stored in UTC; a naive one raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Optional[dt.datetime], dialect: Any) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was to be stored")
        return value.astimezone(dt.timezone.utc)

    def process_result_value(self, value: Optional[dt.datetime], dialect: Any) -> Any:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=dt.timezone.utc)


class Json(TypeDecorator):
    """Plain data as compact JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Optional[str]:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Optional[str], dialect: Any) -> Any:
        return None if value is None else json.loads(value)
