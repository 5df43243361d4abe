"""One adapter for each register of works, and the comparison with our entries."""
