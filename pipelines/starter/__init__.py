"""The files that `mentorship init` writes, with `$` before what it fills in; no code."""
