"""The outermost layer: the only one that reads a clock or the environment, starts runs and talks to people."""
