"""Side-by-side runs. `python -m benchmarks` runs all, `python -m benchmarks repeats` one."""
