"""Units, read from the names of fields."""

UNITS = (
    ("usd_per_million_tokens", "USD/million tokens"),
    ("usd_per_thousand_requests", "USD/thousand requests"),
    ("usd_per_hour", "USD/hour"),
    ("usd_per_unit_hour", "USD/unit/hour"),
    ("tokens_per_minute_per_unit", "tokens/minute/unit"),
    ("usd_per_month", "USD/month"),
    ("requests_per_day", "requests/day"),
    ("gb_per_second", "GB/s"),
    ("per_logit", "bytes"),
    ("state_bytes", "bytes"),
    ("parameters_billion", "billion"),
    ("kv_block_tokens", "tokens"),
    ("_tokens", "tokens"),
    ("_window", "tokens"),
    ("_gib", "GiB"),
    ("_gb", "GB"),
    ("_watts", "W"),
    ("_bits", "bits"),
    ("_us", "us"),
    ("_discount", "share"),
    ("_fraction", "share"),
    ("_bandwidth", "share"),
    ("_compute", "share"),
)


def unit_of(name: str) -> str:
    """Return the unit that a field's name carries, "" where it is a plain number or a word.

    >>> unit_of("memory_gib"), unit_of("architecture.layers")
    ('GiB', '')
    """
    if name.startswith("dense_tflops"):
        return "TFLOPS"
    if name == "usd":
        return "USD"
    field = name.partition(" above ")[0]
    return next((unit for ending, unit in UNITS if field.endswith(ending)), "")
