"""Formulas of break-even, payback and saving."""

from breakeven.economics.claims.formula import Formula

EVEN = "cost of self-hosting over the API's price"
PAID = "price of the hardware over what a month saves"
SAVED = "what is replaced less what remains"
SHARE = "one less the ratio of costs"
RATIO = "ratio of costs"
FORMULAS = tuple(
    Formula(output=output, text=text, why=why)
    for output, text, why in (
        (
            "breakeven_million_tokens_per_month",
            "self_usd_per_month / api_usd_per_million_tokens",
            EVEN,
        ),
        (
            "breakeven_tokens_per_day",
            "breakeven_million_tokens_per_month * 1000000 / days_per_month",
            EVEN,
        ),
        ("breakeven_tokens_per_second", "breakeven_tokens_per_day / 86400", "without a pause"),
        ("breakeven_requests_per_month", "self_usd_per_month / api_usd_per_request", EVEN),
        ("breakeven_requests_per_day", "breakeven_requests_per_month / days_per_month", EVEN),
        ("breakeven_requests_per_hour", "self_usd_per_hour / api_usd_per_request", EVEN),
        (
            "breakeven_requests_per_hour_with_escalation",
            "self_usd_per_hour / (api_usd_per_request * (1 - escalated_share))",
            "only requests that stay save the API's price",
        ),
        ("breakeven_hours_per_day", "api_usd_per_day / self_usd_per_hour", "hours that pay"),
        (
            "breakeven_hosted_tokens_per_day",
            "self_usd_per_month * 1000000 / (hosted_usd_per_million_tokens * days_per_month)",
            "cost of self-hosting over the host's price",
        ),
        (
            "breakeven_reserved_tokens_per_day",
            "reserved_usd_per_month * 1000000 / (api_usd_per_million_tokens * days_per_month)",
            "cost of the capacity over the price by the token",
        ),
        (
            "breakeven_hours",
            "(hardware_usd + setup_usd) / (cloud_usd_per_hour - owned_opex_usd_per_hour)",
            "price of the hardware over what an hour saves",
        ),
        (
            "breakeven_utilization",
            "owned_usd_per_gpu_hour / cloud_gpu_usd_per_hour",
            "an owned hour over a rented one",
        ),
        (
            "payback_months_against_api",
            "(hardware_usd + setup_usd) / (api_usd_per_month - running_usd_per_month)",
            PAID,
        ),
        (
            "payback_months_against_hosted",
            "(hardware_usd + setup_usd) / (hosted_usd_per_month - running_usd_per_month)",
            PAID,
        ),
        ("payback_months_against_cloud", "breakeven_hours / hours_per_month", "hours as months"),
        ("payback_batches", "hardware_usd / api_usd_per_batch", "electricity left out"),
        (
            "payback_batches_with_electricity",
            "hardware_usd / (api_usd_per_batch - electricity_usd_per_hour * batch_hours)",
            "electricity of each batch counted",
        ),
        (
            "hybrid_usd_per_request",
            "self_usd_per_request + escalated_share * api_usd_per_request",
            "own machine first, API where it fails",
        ),
        (
            "hybrid_usd_per_month",
            "self_usd_per_month + escalated_share * api_usd_per_month",
            "own machine first, API where it fails",
        ),
        ("hybrid_saving_share", "1 - hybrid_usd_per_request / api_usd_per_request", SHARE),
        ("reserved_over_tokens", "reserved_usd_per_month / api_usd_per_month", RATIO),
        ("profit_over_cost", "api_usd_per_day / self_usd_per_day - 1", "list price over cost"),
    )
) + tuple(
    Formula(output=output, text=text, why=why, rival=True)
    for output, text, why in (
        ("machines", "machines_needed", "as many as it takes"),
        ("self_usd_per_day", "self_usd_per_batch * batches_per_day", "batches of a day"),
        ("payback_months", "payback_months_against_api", "against the API"),
        ("payback_months", "payback_months_against_cloud", "against rented machines"),
        ("payback_months", "payback_months_against_hosted", "against hosted weights"),
        ("saved_usd_per_month", "api_usd_per_month - self_usd_per_month", SAVED),
        ("saved_usd_per_month", "before_usd_per_month - after_usd_per_month", SAVED),
        ("saving_share", "1 - self_usd_per_month / api_usd_per_month", SHARE),
        ("saving_share", "1 - self_usd_per_day / api_usd_per_day", SHARE),
        ("saving_share", "1 - self_usd_per_request / api_usd_per_request", SHARE),
        ("saving_share", "1 - self_usd_per_million_tokens / api_usd_per_million_tokens", SHARE),
        ("saving_share", "1 - after_usd_per_month / before_usd_per_month", SHARE),
        ("cost_ratio", "api_usd_per_month / self_usd_per_month", RATIO),
        ("cost_ratio", "api_usd_per_day / self_usd_per_day", RATIO),
        ("cost_ratio", "api_usd_per_request / self_usd_per_request", RATIO),
        ("cost_ratio", "api_usd_per_million_tokens / self_usd_per_million_tokens", RATIO),
        (
            "cost_ratio",
            "api_output_usd_per_million_tokens / self_usd_per_million_output_tokens",
            RATIO,
        ),
        ("cost_ratio", "before_usd_per_month / after_usd_per_month", RATIO),
    )
)
