"""Dagster shells around the domain: read, one call, write. DuckDB is opened here and nowhere else."""
