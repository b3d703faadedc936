"""The main job on a synthetic trace: from a log to a decision, its crossings and a picture."""

import sys
from pathlib import Path

from breakeven.cli import main
from breakeven.inputs.demo_trace import write_demo_trace

FOLDER = Path("out")


def run(folder: Path = FOLDER) -> int:
    """Write the trace, decide on it, and say where the trace and the chart lie."""
    folder.mkdir(parents=True, exist_ok=True)
    trace, chart = folder / "demo-trace.csv", folder / "demo-costs.svg"
    write_demo_trace(trace)
    command = ["decide", "--usage-log", str(trace), "--like", "gpt-4o-mini", "--chart", str(chart)]
    print(f"$ breakeven {' '.join(command)}\n", flush=True)
    code = main(command)
    print(f"\ntrace: {trace}\nchart: {chart}")
    return code


if __name__ == "__main__":
    sys.exit(run())
