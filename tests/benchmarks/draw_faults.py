"""Draw places for deliberate faults: ``python -m tests.benchmarks.draw_faults SEED``.

Every sign, bound and number of our own code is a candidate, and chance chooses, the same places
for the same seed. What it prints is frozen in faults.json, less what changes nothing but speed.
"""

import ast
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARES = {
    "engine/ops/*.py": 3,
    "engine/kernels/*.py": 4,
    "engine/planning/*.py": 3,
    "engine/images/*.py": 2,
    "engine/filters/*.py": 2,
    "engine/networks/**/*.py": 4,
    "engine/datasets/*.py": 2,
    "app/*.py": 1,
    "app/state/*.py": 1,
    "app/kernel_lab/*.py": 2,
    "app/volumes/*.py": 1,
    "app/step_by_step/*.py": 1,
    "app/output_size/*.py": 2,
    "app/builder/*.py": 1,
    "app/training/*.py": 2,
    "app/training_data/*.py": 1,
    "app/components/shared/*.js": 3,
    "app/components/[!s]*/*.js": 4,
    "app/components/st*/*.js": 1,
}
"""How many faults each part of the code gets: forty together."""

OTHER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "+": "-", "-": "+", "==": "!=", "!=": "=="}
OTHER |= {"===": "!==", "!==": "==="}
Place = tuple[int, int, str, str]
"""Line from 0, column, old text and new text."""

_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_SIGNS |= {ast.Eq: "==", ast.NotEq: "!="}
_NUMBER = re.compile(r"(?<![\w.#])\d+(?![\w.])")
_JAVASCRIPT = re.compile(r" (===|!==|<=|>=|<|>|\+|-) |(?<![\w.#$])(\d+)(?![\w.])")
# Comments, strings and regular expressions; of a template string only what is computed stays.
_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"[^"\n]*"|`[^`]*`|(?<=[(=,] )/[^/\n]+/\w*', re.DOTALL)


def python_places(source: str) -> Iterator[Place]:
    """Signs, comparisons and whole numbers of a module, outside text."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
                yield from _between(lines, left, right, _SIGNS[type(sign)])
            case ast.Compare(left=left, ops=signs, comparators=rights):
                for sign, before, after in zip(signs, [left, *rights], rights, strict=False):
                    if type(sign) in _SIGNS:
                        yield from _between(lines, before, after, _SIGNS[type(sign)])
            case ast.Constant(value=int() as number) if not isinstance(number, bool):
                row = node.lineno - 1
                column = _column(lines[row], node.col_offset)
                if _NUMBER.match(lines[row], column):
                    yield row, column, str(number), str(number + 1)


def _column(line: str, byte: int) -> int:
    """A column as `ast` counts it, in bytes, as one in characters."""
    return len(line.encode()[:byte].decode())


def _between(lines: list[str], left: ast.expr, right: ast.expr, sign: str) -> Iterator[Place]:
    """The sign between two operands, where both stand in one line."""
    if left.end_lineno != right.lineno:
        return
    row = right.lineno - 1
    column = lines[row].find(f" {sign} ", _column(lines[row], left.end_col_offset or 0)) + 1
    if column:
        yield row, column, sign, OTHER[sign]


def javascript_places(source: str) -> Iterator[Place]:
    """The same of a module of JavaScript, told by its spelling."""
    bare = _TEXT.sub(lambda found: re.sub(r"[^\n]", "·", found[0]), source)
    for row, line in enumerate(bare.splitlines()):
        for found in _JAVASCRIPT.finditer(line):
            old, column = found[1] or found[2], found.start(1 if found[1] else 2)
            yield row, column, old, OTHER.get(old) or str(int(old) + 1)


def entry(path: Path, place: Place) -> dict[str, str]:
    """What stands there, with as many lines before it as make it stand there once."""
    row, column, old, new = place
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    changed = lines[row][:column] + new + lines[row][column + len(old) :]
    first = row
    while source.count("\n".join(lines[first : row + 1])) > 1:
        first -= 1
    before = lines[first:row]
    return {
        "file": path.relative_to(ROOT).as_posix(),
        "old": "\n".join([*before, lines[row]]),
        "new": "\n".join([*before, changed]),
    }


def draw(seed: int) -> list[dict[str, str]]:
    """Choose the places of every part."""
    chance = random.Random(seed)
    drawn = []
    for pattern, count in SHARES.items():
        candidates: list[tuple[Path, Place]] = []
        for path in sorted(ROOT.glob(pattern)):
            places = python_places if path.suffix == ".py" else javascript_places
            candidates += [(path, place) for place in places(path.read_text(encoding="utf-8"))]
        drawn += [entry(*one) for one in chance.sample(candidates, count)]
    return drawn


if __name__ == "__main__":
    print(json.dumps(draw(int(sys.argv[1])), ensure_ascii=False, indent=1))
