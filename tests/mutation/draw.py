"""Draw changes to the code at random: what a test suite that is worth its time must notice.

    python3 -m venv .build/mutation && .build/mutation/bin/pip install cosmic-ray==8.7.0
    .build/mutation/bin/python tests/mutation/draw.py 20261128

takes the operators of cosmic-ray, finds every place below `ROOMS` where one applies, and writes `COUNT` of all those
changes, drawn with the seed given, to drawn-SEED.json. No two stand in the same line. A change that
Python cannot parse, or parses to the same, does not take part. `run.py` then tries each against the tests.
"""

from __future__ import annotations

import ast
import difflib
import json
import random
import sys
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

REPOSITORY = Path(__file__).parents[2]
ROOMS = ("checks", "loading", "pages", "references")
COUNT = 30
OPERATORS = (
    *(f"ReplaceComparisonOperator_{change}" for change in (
        "Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt",
        "Is_IsNot", "IsNot_Is")),
    *(f"ReplaceBinaryOperator_{change}" for change in (
        "Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul")),
    "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub", "AddNot", "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak", "ExceptionReplacer", "NumberReplacer", "ZeroIterationForLoop",
)  # fmt: skip
"""Left out: those that swap an operator for one that Python refuses there, `|` (annotations), and removed decorators
(most are caches, without which everything is the same but slower).
"""


def changes(path: Path) -> list[dict[str, object]]:
    """Return every change that an operator makes to a file: the place, the operator, and the lines before and after."""
    source = path.read_text(encoding="utf-8")
    tree = ast.dump(ast.parse(source))
    made = []
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        places = sum(len(list(operator.mutation_positions(node))) for node in ast_nodes(get_ast(source)))
        for occurrence in range(places):
            changed = mutate_code(source, operator, occurrence)
            if changed is None or not _differs(changed, tree):
                continue
            matcher = difflib.SequenceMatcher(None, source.splitlines(), changed.splitlines(), autojunk=False)
            blocks = [block for block in matcher.get_opcodes() if block[0] != "equal"]
            first, last = blocks[0][1], blocks[-1][2]
            new_first, new_last = blocks[0][3], blocks[-1][4]
            made.append(
                {
                    "file": path.relative_to(REPOSITORY).as_posix(),
                    "line": first + 1,
                    "operator": name,
                    "before": source.splitlines()[first:last],
                    "after": changed.splitlines()[new_first:new_last],
                }
            )
    return made


def _differs(changed: str, tree: str) -> bool:
    try:
        return ast.dump(ast.parse(changed)) != tree
    except SyntaxError:
        return False


def main(seed: int) -> None:
    """Draw and write. What came of an earlier draw with this seed is lost."""
    files = [path for room in ROOMS for path in sorted((REPOSITORY / "hooks/explainer" / room).rglob("*.py"))]
    every = [change for path in files for change in changes(path)]
    drawn: list[dict[str, object]] = []
    for change in random.Random(seed).sample(every, len(every)):
        if (change["file"], change["line"]) not in {(it["file"], it["line"]) for it in drawn}:
            drawn.append(change)
        if len(drawn) == COUNT:
            break
    drawn.sort(key=lambda it: (str(it["file"]), it["line"]))
    written = {
        "tool": "cosmic-ray 8.7.0",
        "seed": seed,
        "rooms": ROOMS,
        "operators": OPERATORS,
        "possible": len(every),
        "mutations": drawn,
    }
    data = Path(__file__).with_name(f"drawn-{seed}.json")
    data.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]))
