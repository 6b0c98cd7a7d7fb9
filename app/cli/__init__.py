"""The same services on a command line: JSON out, a sentence and exit status 2 for what cannot be done."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from app.bootstrap import phrases
from app.cli.parser import parser
from app.errors import HomewardError, UserError


def run(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 2 refused with a reason, 1 the surroundings failed."""
    asked = parser().parse_args(list(arguments))
    try:
        answer = asked.run(asked)
    except HomewardError as error:
        print(json.dumps({"error": phrases().of(error), "key": error.key}, ensure_ascii=False), file=sys.stderr)
        return 2 if isinstance(error, UserError) else 1
    return _tell(answer)


def _tell(answer: object) -> int:
    if isinstance(answer, int):
        return answer
    if answer is not None:
        print(json.dumps(answer, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
    return 0
