"""What it costs and when it flips: demand, bills, curves, break-even, decision. Pure functions."""
