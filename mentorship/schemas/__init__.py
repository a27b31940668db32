"""The schemas of the tables, a module a layer; `mentorship.tables` finds them by the tables' names."""
