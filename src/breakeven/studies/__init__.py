"""How sure we are: samples of what is uncertain, through the same formulas."""
