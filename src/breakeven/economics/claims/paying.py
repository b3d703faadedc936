"""Formulas of what is paid by the token: an API, hosted weights, reserved capacity, a router."""

from breakeven.economics.claims.formula import Formula

MEAN = "mean price at this mix"
BILL = "bill of the API"
HOSTED = "the same weights, hosted by someone else"
RESERVED = "reserved capacity"
FORMULAS = tuple(
    Formula(output=output, text=text, why=why)
    for output, text, why in (
        (
            "api_mean_input_usd_per_million_tokens",
            "api_input_usd_per_million_tokens * (1 - cached_input_share)"
            " + api_cached_input_usd_per_million_tokens * cached_input_share",
            "price of input, cached or not",
        ),
        (
            "api_usd_per_million_tokens",
            "api_mean_input_usd_per_million_tokens * (1 - output_share)"
            " + api_output_usd_per_million_tokens * output_share",
            MEAN,
        ),
        (
            "api_usd_per_million_tokens",
            "api_usd_per_request * 1000000 / tokens_per_request",
            MEAN,
        ),
        (
            "api_usd_per_million_tokens",
            "api_usd_per_month / million_tokens_per_month",
            MEAN,
        ),
        (
            "api_usd_per_request",
            "(input_tokens_per_request * api_mean_input_usd_per_million_tokens"
            " + output_tokens_per_request * api_output_usd_per_million_tokens) / 1000000",
            "price of a mean request",
        ),
        (
            "api_usd_per_request",
            "tokens_per_request * api_usd_per_million_tokens / 1000000",
            "price of a mean request",
        ),
        (
            "api_usd_per_batch",
            "(batch_input_tokens * api_mean_input_usd_per_million_tokens"
            " + batch_output_tokens * api_output_usd_per_million_tokens) / 1000000",
            "price of a batch",
        ),
        ("api_usd_per_batch", "batch_requests * api_usd_per_request", "price of a batch"),
        (
            "api_usd_per_day",
            "(input_tokens_per_day * api_mean_input_usd_per_million_tokens"
            " + output_tokens_per_day * api_output_usd_per_million_tokens) / 1000000",
            BILL,
        ),
        ("api_usd_per_day", "requests_per_day * api_usd_per_request", BILL),
        ("api_usd_per_day", "tokens_per_day * api_usd_per_million_tokens / 1000000", BILL),
        ("api_usd_per_day", "api_usd_per_batch * batches_per_day", BILL),
        ("api_usd_per_day", "api_usd_per_month / days_per_month", BILL),
        (
            "api_usd_per_month",
            "million_input_tokens_per_month * api_mean_input_usd_per_million_tokens"
            " + million_output_tokens_per_month * api_output_usd_per_million_tokens",
            BILL,
        ),
        ("api_usd_per_month", "million_tokens_per_month * api_usd_per_million_tokens", BILL),
        ("api_usd_per_month", "requests_per_month * api_usd_per_request", BILL),
        ("api_usd_per_month", "api_usd_per_day * days_per_month", BILL),
        (
            "hosted_usd_per_million_tokens",
            "hosted_input_usd_per_million_tokens * (1 - output_share)"
            " + hosted_output_usd_per_million_tokens * output_share",
            HOSTED,
        ),
        (
            "hosted_usd_per_month",
            "million_tokens_per_month * hosted_usd_per_million_tokens",
            HOSTED,
        ),
        ("reserved_usd_per_month", "reserved_units * reserved_unit_usd_per_month", RESERVED),
        (
            "reserved_unit_usd_per_month",
            "reserved_unit_usd_per_hour * 24 * days_per_month",
            RESERVED,
        ),
        (
            "routed_usd_per_million_tokens",
            "strong_call_share * strong_usd_per_million_tokens"
            " + (1 - strong_call_share) * weak_usd_per_million_tokens",
            "the router's mix",
        ),
        (
            "routed_saving_share",
            "1 - routed_usd_per_million_tokens / strong_usd_per_million_tokens",
            "against the strong model alone",
        ),
    )
)
ASSUMED = (
    Formula(
        output="api_mean_input_usd_per_million_tokens",
        text="api_input_usd_per_million_tokens",
        why="no input comes from the cache",
        assumes="the API reads no input from its cache",
        slack=10.0,
    ),
    Formula(
        output="routed_saving_share",
        text="1 - strong_call_share",
        why="the weak model costs nothing",
        assumes="the weak model costs nothing: the most that routing can save",
    ),
)
