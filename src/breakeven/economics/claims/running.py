"""Formulas of what machines cost and serve."""

from breakeven.economics.claims.formula import Formula

RENT = "rent"
OWN = "own hardware"
POWER = "electricity"
PEOPLE = "people"
ALL = "all of self-hosting"
FULL = "what full machines serve"
RUNNING = "beside the price of the hardware"
TOKENS = "cost of a machine's hour over its tokens"
FORMULAS = tuple(
    Formula(output=output, text=text, why=why)
    for output, text, why in (
        ("gpus", "machines * gpus_per_machine", "GPUs"),
        ("machine_usd_per_hour", "gpus_per_machine * gpu_usd_per_hour", RENT),
        ("self_usd_per_hour", "gpus * gpu_usd_per_hour", RENT),
        ("self_usd_per_hour", "machines * machine_usd_per_hour", RENT),
        ("self_usd_per_hour", "hardware_usd_per_hour + owned_opex_usd_per_hour", OWN),
        ("self_usd_per_day", "self_usd_per_hour * hours_per_day", "hours of a day"),
        (
            "self_usd_per_month",
            "self_usd_per_hour * hours_per_month + staff_usd_per_month + other_usd_per_month",
            ALL,
        ),
        (
            "self_usd_per_month",
            "machines * machine_usd_per_month + staff_usd_per_month + other_usd_per_month",
            ALL,
        ),
        ("self_usd_per_month", "hardware_usd_per_month + running_usd_per_month", OWN),
        ("self_usd_per_hour", "self_usd_per_month / hours_per_month", ALL),
        ("hardware_usd", "gpus * gpu_usd", OWN),
        ("amortization_months", "amortization_years * 12", OWN),
        ("hardware_usd_per_month", "(hardware_usd - resale_usd) / amortization_months", OWN),
        ("hardware_usd_per_hour", "hardware_usd_per_month / hours_per_month", OWN),
        ("power_kw", "power_watts / 1000", POWER),
        ("power_kw", "gpus * gpu_watts / 1000", POWER),
        (
            "electricity_usd_per_hour",
            "power_kw * power_usage_effectiveness * electricity_usd_per_kwh",
            POWER,
        ),
        ("electricity_usd_per_month", "electricity_usd_per_hour * hours_per_month", POWER),
        ("electricity_usd", "electricity_usd_per_month * months", POWER),
        ("electricity_usd_per_month", "electricity_usd / months", POWER),
        ("staff_usd_per_month", "staff_fte * staff_usd_per_fte_year / 12", PEOPLE),
        ("staff_usd_per_month", "staff_hours_per_month * staff_usd_per_hour", PEOPLE),
        ("staff_usd", "staff_usd_per_month * months", PEOPLE),
        ("staff_usd_per_month", "staff_usd / months", PEOPLE),
        ("hosting_usd_per_month", "power_kw * colocation_usd_per_kw_month", "space"),
        ("hosting_usd", "hosting_usd_per_month * months", "space"),
        ("hosting_usd_per_month", "hosting_usd / months", "space"),
        ("other_usd", "other_usd_per_month * months", "other"),
        ("other_usd_per_month", "other_usd / months", "other"),
        (
            "owned_opex_usd_per_hour",
            "electricity_usd_per_hour"
            " + (staff_usd_per_month + hosting_usd_per_month + other_usd_per_month)"
            " / hours_per_month",
            RUNNING,
        ),
        ("running_usd_per_month", "owned_opex_usd_per_hour * hours_per_month", RUNNING),
        (
            "running_usd_per_month",
            "electricity_usd_per_month + staff_usd_per_month + hosting_usd_per_month"
            " + other_usd_per_month",
            RUNNING,
        ),
        (
            "total_usd",
            "hardware_usd + setup_usd + staff_usd + electricity_usd + hosting_usd + other_usd"
            " - resale_usd",
            "all cost of owning",
        ),
        ("gpu_hours", "gpus * hours_per_month * months", "hours of all GPUs"),
        ("owned_usd_per_gpu_hour", "total_usd / gpu_hours", "used or not"),
        ("owned_usd_per_used_gpu_hour", "owned_usd_per_gpu_hour / utilization", "in use"),
        ("tokens_per_second", "gpus * gpu_tokens_per_second", FULL),
        ("tokens_per_second", "capacity_requests_per_second * tokens_per_request", FULL),
        (
            "tokens_per_second",
            "capacity_million_tokens_per_month * 1000000 / (3600 * hours_per_month)",
            FULL,
        ),
        ("output_tokens_per_second", "gpus * gpu_output_tokens_per_second", FULL),
        (
            "output_tokens_per_second",
            "capacity_requests_per_second * output_tokens_per_request",
            FULL,
        ),
        ("output_tokens_per_second", "tokens_per_second * output_share", FULL),
        ("tokens_per_second", "output_tokens_per_second / output_share", FULL),
        ("capacity_requests_per_second", "tokens_per_second / tokens_per_request", FULL),
        (
            "capacity_million_tokens_per_month",
            "tokens_per_second * 3600 * hours_per_month / 1000000",
            FULL,
        ),
        ("capacity_requests_per_day", "machines * machine_requests_per_day", FULL),
        ("capacity_tokens_per_day", "capacity_requests_per_day * tokens_per_request", FULL),
        (
            "capacity_tokens_per_day",
            "capacity_million_tokens_per_month * 1000000 / days_per_month",
            FULL,
        ),
        ("capacity_requests_per_day", "capacity_tokens_per_day / tokens_per_request", FULL),
        ("utilization", "tokens_per_day / capacity_tokens_per_day", "used share"),
        ("utilization", "requests_per_day / capacity_requests_per_day", "used share"),
        ("underuse_factor", "1 / utilization", "idle hours are paid too"),
        ("machines_needed", "ceil(requests_per_day / machine_requests_per_day)", "whole machines"),
        (
            "self_usd_per_million_tokens",
            "self_usd_per_hour * 1000000 / (tokens_per_second * 3600 * utilization)",
            TOKENS,
        ),
        (
            "self_usd_per_million_output_tokens",
            "self_usd_per_hour * 1000000 / (output_tokens_per_second * 3600 * utilization)",
            TOKENS,
        ),
        (
            "self_usd_per_million_tokens_when_full",
            "self_usd_per_hour * 1000000 / (tokens_per_second * 3600)",
            TOKENS,
        ),
        (
            "self_usd_per_million_output_tokens_when_full",
            "self_usd_per_hour * 1000000 / (output_tokens_per_second * 3600)",
            TOKENS,
        ),
        (
            "self_usd_per_million_tokens_at_demand",
            "self_usd_per_month / million_tokens_per_month",
            "cost of a month over its tokens",
        ),
        (
            "electricity_usd_per_million_tokens",
            "electricity_usd_per_hour * 1000000 / (tokens_per_second * 3600 * utilization)",
            "electricity alone",
        ),
        ("self_usd_per_request", "self_usd_per_hour / requests_per_hour", "of an hour's rent"),
        (
            "self_usd_per_request",
            "self_usd_per_million_tokens * tokens_per_request / 1000000",
            "of a request's tokens",
        ),
        ("self_usd_per_request", "self_usd_per_batch / batch_requests", "of a batch"),
        ("self_usd_per_batch", "self_usd_per_hour * batch_hours", "hours of a batch"),
        ("cloud_usd_per_hour", "gpus * cloud_gpu_usd_per_hour", "rent that is replaced"),
        ("cloud_gpu_usd_per_hour", "cloud_usd_per_hour / gpus", "rent that is replaced"),
        ("cloud_usd_per_hour", "cloud_usd_per_month / hours_per_month", "rent that is replaced"),
        ("cloud_usd_per_month", "cloud_usd_per_hour * hours_per_month", "rent that is replaced"),
        (
            "tokens_per_second_bound",
            "gpus * gpu_peak_tflops * 1000 / (2 * active_parameters_billion)",
            "two operations for each parameter and token, at the peak that the maker states",
        ),
    )
)


def _left_out(output: str, text: str, assumes: str, slack: float = 1.0) -> Formula:
    return Formula(output=output, text=text, why="left out", assumes=assumes, slack=slack)


ASSUMED = (
    _left_out("power_usage_effectiveness", "1", "cooling needs no power", 1.6),
    _left_out("resale_usd", "0", "hardware brings nothing in the end"),
    _left_out("setup_usd", "0", "setting up costs nothing"),
    _left_out("staff_usd_per_month", "0", "people cost nothing"),
    _left_out("staff_usd", "0", "people cost nothing"),
    _left_out("hosting_usd_per_month", "0", "space and network cost nothing"),
    _left_out("hosting_usd", "0", "space and network cost nothing"),
    _left_out("other_usd_per_month", "0", "software and storage cost nothing"),
    _left_out("other_usd", "0", "software and storage cost nothing"),
    _left_out("electricity_usd_per_month", "0", "electricity costs nothing"),
    _left_out("electricity_usd_per_hour", "0", "electricity costs nothing"),
    _left_out("electricity_usd", "0", "electricity costs nothing"),
    _left_out("utilization", "1", "the machine is always full", float("inf")),
    Formula(
        output="million_tokens_per_month",
        text="capacity_million_tokens_per_month * utilization",
        why="demand fills the machine",
        assumes="demand fills the machine",
        slack=float("inf"),
    ),
)
