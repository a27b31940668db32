"""Great Expectations over the night's own tables, as Dagster asset checks. Only here is it imported, and late."""
