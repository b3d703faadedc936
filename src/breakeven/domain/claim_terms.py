"""The words in which claims about cost are restated: name, unit, meaning.

A name carries its unit. `api_` is paid by the token, `self_` runs on machines of one's own or
rented, `cloud_` is the rented machine that an owned one replaces, `hosted_` is open weights that
someone else runs, `reserved_` is capacity of an API that is paid whether used or not.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One quantity."""

    name: str
    unit: str
    meaning: str
    result: bool = False
    """Whether it is what claims answer, and not what they start from."""


INPUTS = """
days_per_month                          | days         | length of a month
hours_per_day                           | hours        | a day in which the machine is paid or runs
days_used_per_month                     | days         | of a month on which it runs
hours_per_month                         | hours        | of a month in which it is paid or runs
months                                  | months       | length of the comparison
years                                   | years        | length of the comparison
requests_per_second                     | requests/s   | mean demand
requests_per_hour                       | requests/h   | mean demand
requests_per_day                        | requests     | mean demand
requests_per_month                      | requests     | mean demand
input_tokens_per_request                | tokens       | of a mean request
output_tokens_per_request               | tokens       | of a mean request
tokens_per_request                      | tokens       | of a mean request, input and output
input_tokens_per_day                    | tokens       | demand
output_tokens_per_day                   | tokens       | demand
tokens_per_day                          | tokens       | demand, input and output
million_input_tokens_per_month          | M tokens     | demand
million_output_tokens_per_month         | M tokens     | demand
million_tokens_per_month                | M tokens     | demand, input and output
output_share                            | share        | of all tokens that are output
output_over_input                       | ratio        | output tokens for each input token
input_over_output                       | ratio        | input tokens for each output token
cached_input_share | share | of the input that the API reads from its cache
batch_requests                          | requests     | of one batch
batch_input_tokens                      | tokens       | of one batch
batch_output_tokens                     | tokens       | of one batch
batch_minutes                           | minutes      | one batch takes
batch_hours                             | hours        | one batch takes
batches_per_day                         | batches      | that are run
batches_per_month                       | batches      | that are run
api_input_usd_per_million_tokens        | USD/M tokens | list price
api_cached_input_usd_per_million_tokens | USD/M tokens | list price of input from the cache
api_mean_input_usd_per_million_tokens   | USD/M tokens | of input, cached or not
api_output_usd_per_million_tokens       | USD/M tokens | list price
api_usd_per_million_tokens              | USD/M tokens | at the claim's own mix of input and output
api_usd_per_request                     | USD          | of a mean request
api_usd_per_batch                       | USD          | of one batch
api_usd_per_day                         | USD/day      | bill
api_usd_per_month                       | USD/month    | bill
hosted_input_usd_per_million_tokens     | USD/M tokens | the same open weights, run by someone else
hosted_output_usd_per_million_tokens    | USD/M tokens | the same open weights, run by someone else
hosted_usd_per_million_tokens           | USD/M tokens | at the claim's own mix
hosted_usd_per_month                    | USD/month    | bill
reserved_units | units | of reserved API capacity, the least that is sold
reserved_unit_usd_per_hour              | USD/hour     | of one unit
reserved_unit_usd_per_month             | USD/month    | of one unit
reserved_usd_per_month                  | USD/month    | of all units
strong_call_share | share | of calls that a router sends to the strong model
strong_usd_per_million_tokens           | USD/M tokens | of the strong model
weak_usd_per_million_tokens             | USD/M tokens | of the weak model
escalated_share | share | of requests that go on to the API after a try
machines                                | machines     | that are paid
gpus                                    | GPUs         | of all machines
gpus_per_machine                        | GPUs         | of one machine
gpu_usd_per_hour                        | USD/hour     | rent of one GPU
machine_usd_per_hour                    | USD/hour     | rent of one machine
machine_usd_per_month                   | USD/month    | rent of one machine
machine_requests_per_day                | requests     | that one machine can serve
self_usd_per_hour                       | USD/hour     | all machines, while they run
self_usd_per_day                        | USD/day      | all machines
self_usd_per_month                      | USD/month    | all of self-hosting
gpu_usd                                 | USD          | to buy one GPU
hardware_usd                            | USD          | to buy all hardware
resale_usd                              | USD          | that the hardware brings in the end
setup_usd                               | USD          | once
amortization_months                     | months       | over which the hardware is written off
amortization_years                      | years        | over which the hardware is written off
hardware_usd_per_hour                   | USD/hour     | written off
hardware_usd_per_month                  | USD/month    | written off
gpu_watts                               | W            | that one GPU draws
power_watts                             | W            | that all machines draw
power_kw                                | kW           | that all machines draw
power_usage_effectiveness | ratio | power of the building over that of its machines
electricity_usd_per_kwh                 | USD/kWh      | tariff
electricity_usd_per_hour                | USD/hour     | while machines run
electricity_usd_per_month               | USD/month    | all machines
electricity_usd                         | USD          | over the whole comparison
staff_fte                               | people       | who look after it
staff_usd_per_fte_year                  | USD/year     | of one of them, all included
staff_hours_per_month                   | hours        | of people
staff_usd_per_hour                      | USD/hour     | of people
staff_usd_per_month                     | USD/month    | of people
staff_usd                               | USD          | over the whole comparison
colocation_usd_per_kw_month             | USD/kW/month | space in someone's data centre
hosting_usd_per_month                   | USD/month    | space, colocation, network
hosting_usd                             | USD          | over the whole comparison
other_usd_per_month                     | USD/month    | software, storage, support, …
other_usd                               | USD          | over the whole comparison
owned_opex_usd_per_hour                 | USD/hour     | of owned machines, beside their price
running_usd_per_month                   | USD/month    | of owned machines, beside their price
cloud_gpu_usd_per_hour                  | USD/hour     | rent of one GPU that is replaced
cloud_usd_per_hour                      | USD/hour     | rent that is replaced
cloud_usd_per_month                     | USD/month    | rent that is replaced
tokens_per_second | tokens/s | that all machines serve when full, in and out
output_tokens_per_second                | tokens/s     | that all machines write when full
prefill_tokens_per_second               | tokens/s     | that all machines read when full
gpu_tokens_per_second                   | tokens/s     | that one GPU serves when full, in and out
gpu_output_tokens_per_second            | tokens/s     | that one GPU writes when full
capacity_requests_per_second            | requests/s   | that all machines can serve
capacity_requests_per_day               | requests     | that all machines can serve
capacity_tokens_per_day                 | tokens       | that all machines can serve
capacity_million_tokens_per_month       | M tokens     | that all machines can serve
utilization                             | share        | of the capacity that is used
spare_machines                          | machines     | beyond the need
concurrency                             | requests     | at once, at which throughput was measured
peak_over_mean                          | ratio        | of demand
price_decline_per_year                  | share        | by which prices fall
cold_start_minutes                      | minutes      | before a machine serves
gpu_peak_tflops                         | TFLOP/s      | of one GPU, as its maker states it
active_parameters_billion               | billion      | parameters that each token passes
before_usd_per_month                    | USD/month    | before a change
after_usd_per_month                     | USD/month    | after a change
"""
RESULTS = """
self_usd_per_million_tokens             | USD/M tokens | on machines in use, input and output
self_usd_per_million_output_tokens | USD/M tokens | on machines in use, all of it laid on the output
self_usd_per_million_tokens_when_full   | USD/M tokens | on machines that are always full
self_usd_per_million_output_tokens_when_full | USD/M tokens | the same, laid on the output
self_usd_per_million_tokens_at_demand   | USD/M tokens | of the tokens that are asked for
self_usd_per_request                    | USD          | on own machines
self_usd_per_batch                      | USD          | on own machines
electricity_usd_per_million_tokens      | USD/M tokens | electricity alone
machines_needed                         | machines     | for the mean demand
underuse_factor | ratio | by which idle hours raise the cost of a token
breakeven_million_tokens_per_month      | M tokens     | where self-hosting and API cost the same
breakeven_tokens_per_day                | tokens       | where self-hosting and API cost the same
breakeven_tokens_per_second             | tokens/s     | the same volume, spread evenly over the day
breakeven_requests_per_hour             | requests/h   | where self-hosting and API cost the same
breakeven_requests_per_hour_with_escalation | requests/h | counting what goes on to the API
breakeven_requests_per_day              | requests     | where self-hosting and API cost the same
breakeven_requests_per_month            | requests     | where self-hosting and API cost the same
breakeven_hours_per_day                 | hours        | of rent that cost as much as the API
breakeven_hosted_tokens_per_day | tokens | where self-hosting and hosted weights cost the same
breakeven_reserved_tokens_per_day | tokens | where reserved capacity and tokens cost the same
breakeven_hours | hours | of use after which owning is cheaper than renting
breakeven_utilization                   | share        | above which owning is cheaper than renting
payback_months                          | months       | until hardware has paid for itself
payback_months_against_api              | months       | the same, against an API
payback_months_against_hosted           | months       | the same, against hosted open weights
payback_months_against_cloud            | months       | the same, against rented machines
payback_batches                         | batches      | until hardware has paid for itself
payback_batches_with_electricity        | batches      | the same, counting electricity
saved_usd_per_month                     | USD/month    | against what is replaced
saving_share                            | share        | of what is replaced
cost_ratio                              | ratio        | what is replaced over what replaces it
reserved_over_tokens | ratio | reserved capacity over the bill by the token
routed_usd_per_million_tokens           | USD/M tokens | of a router's mix of models
routed_saving_share                     | share        | against sending all to the strong model
hybrid_usd_per_request                  | USD          | own machine first, API where it fails
hybrid_usd_per_month                    | USD/month    | own machine first, API where it fails
hybrid_saving_share                     | share        | against the API alone
profit_over_cost                        | ratio        | of a provider: (list price - cost) / cost
total_usd                               | USD          | of owning, over the whole comparison
gpu_hours                               | GPU hours    | over the whole comparison
owned_usd_per_gpu_hour                  | USD/hour     | of owning, whether used or not
owned_usd_per_used_gpu_hour             | USD/hour     | of owning, laid on the hours in use
tokens_per_second_bound                 | tokens/s     | that arithmetic alone allows
"""


def _terms(text: str, *, result: bool) -> dict[str, Term]:
    rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return {n: Term(name=n, unit=u, meaning=m, result=result) for n, u, m in rows}


TERMS = _terms(INPUTS, result=False) | _terms(RESULTS, result=True)
"""Every name that a claim may use."""
SCALES = {"percent": 0.01, "cents": 0.01, "thousand": 1e3, "million": 1e6, "billion": 1e9}
"""What the unit of an answer does to its value."""
