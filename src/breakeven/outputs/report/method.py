"""How the numbers were made, in short."""

from breakeven.outputs.report.model import Code, Paragraph, Section

FORMULAS = """
rate to size for  = mean rate x (busiest hour / mean hour) x (busiest minute / its hour)
rate of a replica = highest rate that meets the latency targets, from a simulation of
                    continuous batching on the workload's own request lengths
API               = requests a day x days x price of a mean request, tier by tier
fleet             = machine x max(ceil(volume / volume of one machine), 1) + spares + people
volume of machine = replicas on it x rate of a replica x 86,400 / peak factor
utilisation       = mean rate / rate that the paid machines could serve      (a result)
total             = once + sum over months m of cost_m / (1 + r)^((m + 1/2) / 12)
regret(o)         = E[cost_o - least cost of any option in the same sample]
EVPI              = min_o E[cost_o] - E[min_o cost_o]
EVPPI(x)          = min_o E[cost_o] - E_x[min_o E[cost_o | x]]
"""


def method() -> Section:
    """Return the formulas of the answer."""
    return Section(
        id="method",
        title="How it was computed",
        blocks=(
            Paragraph(
                text="An API is a line over volume, a fleet a staircase, since machines are bought"
                " whole; they cross as often as the steps make them, and every crossing is found"
                " exactly. Machines are sized for the peak and paid around the clock unless they"
                " follow the load. Every assumption with a range is sampled (scrambled Sobol"
                " points), and every option is priced in every sample."
            ),
            Code(text=FORMULAS.strip()),
            Paragraph(
                text="Prices, speeds and assumptions are facts with a date and a source; what"
                " follows lists them. The full equations are in docs/explanation/equations.md of"
                " breakeven.",
                tone="quiet",
            ),
        ),
    )
