"""SQL over the tables with DuckDB; files, the network and Python variables are closed to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vidresults.errors import QueryError

if TYPE_CHECKING:
    import pyarrow as pa


def run_sql(tables: Mapping[str, pa.Table], query: str) -> pa.Table:
    """Run one query over the tables.

    Raises:
        QueryError: The query cannot be run, reaches for something else, or gives no table.
    """
    import duckdb

    with duckdb.connect(":memory:") as connection:
        for name, table in tables.items():
            connection.register(name, table)
        for setting in _CLOSED:
            connection.execute(setting)
        try:
            answer: Any = connection.sql(query)
            if answer is None:
                raise QueryError("the statement gives no table, expected a query")
            return answer.to_arrow_table()
        except duckdb.Error as error:
            raise QueryError(" ".join(str(error).split())) from None


_CLOSED = (
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
