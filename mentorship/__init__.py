"""The domain: what a mentorship programme is and what can be said about it.

Polars frames in, Polars frames out. Nothing here reads a clock, a database, the network or the environment.
"""
