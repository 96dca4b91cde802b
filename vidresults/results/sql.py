"""SQL over the tables with DuckDB: it reads them where they are, and nothing else in the world."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from vidresults.errors import QueryError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MEMORY_LIMIT: Final = "2GB"
"""How much memory a query may take, unless it is told otherwise."""

# Nothing that writes, calls, sets or attaches; a pivot counts as several statements.
_READING = ("SELECT", "EXPLAIN", "MULTI")
_BOXES = """
create view boxes as
select *, x_center - width / 2 as x_min, y_center - height / 2 as y_min,
       x_center + width / 2 as x_max, y_center + height / 2 as y_max
from detections
"""


def run_sql(
    tables: Mapping[str, Any],
    query: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    timeout_seconds: float | None = None,
    memory_limit: str = MEMORY_LIMIT,
) -> pa.Table:
    """Run one reading query over the tables, and over `boxes`: detections with their corners.

    Args:
        tables: Tables or datasets of Arrow, by name.
        query: One statement.
        parameters: Values of `$name` in the query.
        timeout_seconds: After so long the query is stopped; None waits for it.
        memory_limit: Most memory that it may take, in DuckDB's words; nothing goes to disk.

    Raises:
        QueryError: The query cannot be run, changes something, reaches for something else than
            the tables, or takes too long or too much.
    """
    import duckdb

    with connected(tables, memory_limit=memory_limit) as connection:
        stopped = threading.Event()
        timer = threading.Timer(timeout_seconds or 0, _stop, (connection, stopped))
        if timeout_seconds is not None:
            timer.start()
        try:
            return _run(connection, query, parameters)
        except duckdb.Error as error:
            if stopped.is_set():
                raise QueryError(f"the query took more than {timeout_seconds:g} s") from None
            raise QueryError(" ".join(str(error).split())) from None
        finally:
            timer.cancel()


@contextlib.contextmanager
def connected(
    tables: Mapping[str, Any], *, memory_limit: str = MEMORY_LIMIT
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees the tables, `boxes`, and nothing else.

    Raises:
        QueryError: The memory limit is none.
    """
    import duckdb

    with duckdb.connect(":memory:") as connection:
        for name, table in tables.items():
            connection.register(name, table)
        if "detections" in tables:
            connection.execute(_BOXES)
        try:
            connection.execute("SET memory_limit = $limit", {"limit": memory_limit})
        except duckdb.Error as error:
            raise QueryError(" ".join(str(error).split())) from None
        for setting in _CLOSED:
            connection.execute(setting)
        yield connection


def _run(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None
) -> pa.Table:
    statements = connection.extract_statements(query)
    if len(statements) != 1:
        raise QueryError(f"there are {len(statements)} statements, expected one query")
    kind = statements[0].type.name
    if kind not in _READING:
        raise QueryError(f"the statement is {kind}, expected a query, which changes nothing")
    answer: Any = connection.sql(query, params=dict(parameters or {}) or None)
    return answer.to_arrow_table()


def _stop(connection: duckdb.DuckDBPyConnection, stopped: threading.Event) -> None:
    stopped.set()
    connection.interrupt()


_CLOSED = (
    "SET temp_directory = ''",
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
