"""Readers of what coordinators' tools export: one module a tool, nothing guessed.

`detect.read_export` is the way in. A profile recognises its tool's files, reads their rows as text with the physical
line of each, and names how the dates in them are written; typing is `core.py`'s.
"""
