"""The engine's benchmark in the README: ``python -m tests.benchmarks.engine_readme FILE.json …``.

The files are those of `python -m tests.benchmarks.engine --json FILE.json`, all rows in one or
piece by piece; of a row in several files the last counts. What stands in the README between the
two comments is replaced.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.engine_table import limits_line, tables

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- tests.benchmarks.engine_readme: begin -->", "<!-- end -->"


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    documents = [json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:]]
    before, found, rest = README.read_text("utf-8").partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        sys.exit(f"README.md lacks the comments {BEGIN} and {END}.")
    README.write_text(before + BEGIN + "\n" + section(documents) + "\n" + END + after, "utf-8")
    return 0


def section(documents: list[dict[str, Any]]) -> str:
    """A summary, the machine, and every row in tables to be unfolded."""
    rows = {(row["group"], row["name"]): row for document in documents for row in document["rows"]}
    lines = list(tables(list(rows.values()), folded=True))
    about = (f"- {d['setting']}. {limits_line(d['limits'])}" for d in documents)
    return "\n".join([*lines, "", *dict.fromkeys(about)])


if __name__ == "__main__":
    sys.exit(main())
