"""The choices of tau-ARGUS over tables of one segment column, by an interpreter that has `pytauargus`.

Run by `disclosure.py` and knows nothing of the product: tables come as JSON on standard input, as `{"k": 5, "tables":
[[size, …], …]}`, and their choices go out as `[{"shown": [true, …], "is_doubted": false, "seconds": 0.002}, …]`.
"""

import importlib
import json
import sys
import tempfile
import time
from types import ModuleType
from typing import Any

SAFETY_RANGE = 30
"""Per cent within which a hidden count must not be known."""
MINUTES = 1
"""Without a limit of its own the solver stops before it has proven its choice."""


def main() -> int:
    """Read the tables, write the choices; the exit code."""
    asked, argus = json.load(sys.stdin), importlib.import_module("pytauargus")
    sys.stdout.write(json.dumps([_choice(argus, sizes, asked["k"]) for sizes in asked["tables"]]))
    return 0


def _choice(argus: ModuleType, sizes: list[int], k: int) -> dict[str, Any]:
    """Which groups OPT leaves, whether its own audit doubts what is hidden, and how long it took."""
    values = [f"v{place:03}" for place, size in enumerate(sizes) for _ in range(size)]
    with tempfile.TemporaryDirectory(prefix="argus-") as folder:
        before = time.perf_counter()
        made = argus.protect(
            {"segment": values, "people": [1.0] * len(values)},
            ["segment"],
            response="people",
            safety_rules=f"FREQ({k},{SAFETY_RANGE})",
            suppress=f"OPT(1,{MINUTES})",
            workdir=folder,
        )
        seconds = time.perf_counter() - before
        shown = [value is not None for value in made.tables[0].safe(None)]
        is_doubted = any(cell["unsafe"] for cell in made.engine.audit(0))
    return {"shown": shown, "is_doubted": is_doubted, "seconds": seconds}


if __name__ == "__main__":
    sys.exit(main())
