"""A file looked at on its own: what it is, what is wrong with it, and how it may be declared. No night comes here."""
