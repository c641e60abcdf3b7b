"""The engine's tables in RESULTS.md: ``python -m tests.benchmarks.write_results FILE.json …``.

The files are those of `python -m tests.benchmarks.engine --json FILE.json`, all rows in one or
piece by piece; of a row in several files the last counts. What stands in RESULTS.md between the
two comments is replaced.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.engine_table import limits_line, tables

RESULTS = Path(__file__).with_name("RESULTS.md")
BEGIN, END = "<!-- tests.benchmarks.write_results: begin -->", "<!-- end -->"


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    documents = [json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:]]
    before, found, rest = RESULTS.read_text("utf-8").partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        sys.exit(f"{RESULTS.name} lacks the comments {BEGIN} and {END}.")
    RESULTS.write_text(before + BEGIN + "\n" + section(documents) + "\n" + END + after, "utf-8")
    return 0


def section(documents: list[dict[str, Any]]) -> str:
    """Return a summary, the machine, and every row in tables to be unfolded."""
    rows = {(row["group"], row["name"]): row for document in documents for row in document["rows"]}
    lines = list(tables(list(rows.values()), folded=True))
    about = (f"- {d['setting']}. {limits_line(d['limits'])}" for d in documents)
    return "\n".join([*lines, "", *dict.fromkeys(about)])


if __name__ == "__main__":
    sys.exit(main())
