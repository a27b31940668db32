"""The time and memory that the product takes, and how often its intervals hold the truth: no part of the product."""
