"""Formulas of time, tokens and requests."""

from breakeven.economics.claims.formula import Formula

TIME = "hours of a month"
MIX = "mix of input and output"
DEMAND = "demand"
FORMULAS = tuple(
    Formula(output=output, text=text, why=why)
    for output, text, why in (
        ("hours_per_month", "hours_per_day * days_used_per_month", TIME),
        ("hours_per_day", "hours_per_month / days_used_per_month", TIME),
        (
            "hours_per_month",
            "capacity_million_tokens_per_month * 1000000 / (3600 * tokens_per_second)",
            "hours in which a month's tokens are served",
        ),
        ("months", "years * 12", "length"),
        ("years", "months / 12", "length"),
        ("tokens_per_request", "input_tokens_per_request + output_tokens_per_request", MIX),
        ("output_share", "output_tokens_per_request / tokens_per_request", MIX),
        ("output_share", "output_over_input / (1 + output_over_input)", MIX),
        ("output_share", "1 / (1 + input_over_output)", MIX),
        ("output_share", "output_tokens_per_day / tokens_per_day", MIX),
        ("output_share", "million_output_tokens_per_month / million_tokens_per_month", MIX),
        ("output_share", "batch_output_tokens / (batch_input_tokens + batch_output_tokens)", MIX),
        ("input_tokens_per_request", "tokens_per_request * (1 - output_share)", MIX),
        ("output_tokens_per_request", "tokens_per_request * output_share", MIX),
        ("input_tokens_per_request", "batch_input_tokens / batch_requests", MIX),
        ("output_tokens_per_request", "batch_output_tokens / batch_requests", MIX),
        ("requests_per_day", "requests_per_month / days_per_month", DEMAND),
        ("requests_per_day", "requests_per_hour * 24", DEMAND),
        ("requests_per_hour", "requests_per_second * 3600", DEMAND),
        ("requests_per_hour", "requests_per_day / 24", DEMAND),
        ("requests_per_second", "requests_per_hour / 3600", DEMAND),
        ("requests_per_month", "requests_per_day * days_per_month", DEMAND),
        ("requests_per_day", "tokens_per_day / tokens_per_request", DEMAND),
        ("input_tokens_per_day", "requests_per_day * input_tokens_per_request", DEMAND),
        ("output_tokens_per_day", "requests_per_day * output_tokens_per_request", DEMAND),
        ("input_tokens_per_day", "batches_per_day * batch_input_tokens", DEMAND),
        ("output_tokens_per_day", "batches_per_day * batch_output_tokens", DEMAND),
        ("input_tokens_per_day", "tokens_per_day * (1 - output_share)", DEMAND),
        ("output_tokens_per_day", "tokens_per_day * output_share", DEMAND),
        ("tokens_per_day", "input_tokens_per_day + output_tokens_per_day", DEMAND),
        ("tokens_per_day", "requests_per_day * tokens_per_request", DEMAND),
        ("tokens_per_day", "million_tokens_per_month * 1000000 / days_per_month", DEMAND),
        ("million_tokens_per_month", "tokens_per_day * days_per_month / 1000000", DEMAND),
        (
            "million_tokens_per_month",
            "million_input_tokens_per_month + million_output_tokens_per_month",
            DEMAND,
        ),
        ("batches_per_month", "batches_per_day * days_per_month", "batches"),
        ("batches_per_day", "batches_per_month / days_per_month", "batches"),
        ("batch_hours", "batch_minutes / 60", "time of a batch"),
        (
            "batch_hours",
            "(batch_input_tokens / prefill_tokens_per_second"
            " + batch_output_tokens / output_tokens_per_second) / 3600",
            "time of a batch: reading, then writing",
        ),
    )
)
ASSUMED = (
    Formula(
        output="days_per_month",
        text="365.25 / 12",
        why="a mean month",
        assumes="a month has 365.25/12 days",
        slack=1.1,
    ),
    Formula(output="machines", text="1", why="one", assumes="one machine"),
    Formula(
        output="hours_per_day",
        text="24",
        why="around the clock",
        assumes="the machine is paid around the clock",
        slack=4.5,
    ),
    Formula(
        output="days_used_per_month",
        text="days_per_month",
        why="every day",
        assumes="the machine is paid every day",
        slack=1.5,
    ),
)
