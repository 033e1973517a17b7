"""Make large event files out of 3,000,000 real US flight legs of 2001, to measure growth. The result is NOT
real data.

    python benchmarks/upsample.py flights-3m.parquet out.parquet --events 100000000 [--gates 436]

The legs (``data/flights-3m.parquet`` of the npm package ``vega-datasets``: ``npm pack vega-datasets``) are
repeated half a year later, and later again, until there are enough. Each airport is split into ``--gates``
gates, a leg keeping one drawn from its row, so that the number of actors grows too. Rows stay sorted by
time.
"""

import argparse

import duckdb


def upsample(legs: str, out: str, events: int, gates: int) -> None:
    """Write ``events`` ties from ``legs`` to a Parquet file."""
    con = duckdb.connect()
    con.execute("SET memory_limit = '4GB'")
    gate = f"'-' || (hash(k, i, {{}}) % {gates})" if gates > 1 else "''"
    con.execute(
        f"""
        COPY (
            SELECT origin || {gate.format(1)} AS source, destination || {gate.format(2)} AS target,
                   date + k * INTERVAL 181 DAY AS start
            FROM range({-(-events // 3_000_000)}) copies(k),
                 (SELECT *, row_number() OVER () AS i FROM read_parquet(?)) legs
            ORDER BY start LIMIT {events}
        ) TO '{out}' (FORMAT parquet)
        """,
        [legs],
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("legs")
    options.add_argument("out")
    options.add_argument("--events", type=int, default=100_000_000)
    options.add_argument("--gates", type=int, default=436)
    asked = options.parse_args()
    upsample(asked.legs, asked.out, asked.events, asked.gates)
