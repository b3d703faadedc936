"""Mutated usage logs against what a reader of logs must never do: crash, hang, or tell contents."""
