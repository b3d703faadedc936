"""What hardware can do: memory, step time, capacity. Pure functions of the domain's nouns."""
