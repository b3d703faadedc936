"""Fit the coefficients that ship to a folder of measurements, and write data/calibration.

    python -m tools.calibrate MEASUREMENTS_FOLDER [--folds]

Everything is deterministic: the same files give the same coefficients to the last digit.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from breakeven.domain.numbers import Array, Flags
from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.inputs.measurements import read_measurements
from breakeven.serving.calibration import (
    PRIORS,
    Fit,
    Level,
    Targets,
    fit,
    level,
    log_predictions,
)
from breakeven.serving.coefficients import NAMES
from breakeven.serving.measurement import Bench, Point, Setting, bench
from breakeven.serving.plausible import implausible
from breakeven.serving.targets import targets

ITERATIONS = 9
FAMILIES: Mapping[str, str] = {
    "deepseek-r1": "deepseek",
    "deepseek-v3": "deepseek",
    "deepseek-v3.1": "deepseek",
    "llama-3.3-70b": "llama-3.1-70b",
    "llama-3-70b": "llama-3.1-70b",
    "llama-3-8b": "llama-3.1-8b",
}
"""Models of the same architecture are held out together."""
SOURCE_WEIGHTS: Mapping[str, float] = {
    "argonne_static_batch": 0.4,
    "splitwise_profiles": 0.4,
    "load_curves_2606.11690": 0.25,
    "llama_bench_cloud": 0.5,
    "llama_bench_desktop": 0.6,
    "inferencex_position": 0.02,
    "blis_runs": 0.02,
}
"""Old engines, single streams, and clients whose habits are not stated say less of a service."""
LAYER_SPLIT = ("llama-cpp",)
