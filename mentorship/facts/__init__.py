"""Raw rows to facts, a module a kind: typed, resolved to people and pairs, and every refused row with its reason.

Each module gives a `Sifted`: the facts, the raw row behind each, the rows refused and the rows superseded.
"""
