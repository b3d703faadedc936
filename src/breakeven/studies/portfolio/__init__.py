"""Many workloads on shared machines: who runs where, what it costs, how far from the best."""
