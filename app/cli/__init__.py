"""The same services on a command line: JSON out, a sentence and exit status 2 for what cannot be done."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Sequence

from app.bootstrap import phrases
from app.cli.parser import checked, parser
from app.cli.verdict import Answered
from app.errors import HomewardError, UserError


def run(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 2 refused with a reason, 1 the surroundings failed or we did."""
    try:
        asked = parser().parse_args(checked(arguments))
        answer = asked.run(asked)
    except HomewardError as error:
        _say({"error": phrases().of(error), "key": error.key})
        return 2 if isinstance(error, UserError) else 1
    except Exception as bug:
        _say({"error": phrases()("cli.bug"), "key": "cli.bug", "where": _where(bug)})
        return 1
    return _tell(answer)


def _say(refusal: dict[str, object]) -> None:
    print(json.dumps(refusal, ensure_ascii=False), file=sys.stderr)


def _where(bug: Exception) -> list[str]:
    """The way to a bug, for whoever mends it; never its words, which may hold what somebody typed."""
    frames = traceback.extract_tb(bug.__traceback__)
    return [type(bug).__name__, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)]


def _tell(answer: object) -> int:
    if isinstance(answer, int):
        return answer
    if isinstance(answer, Answered):
        _tell(answer.answer)
        return answer.status
    if answer is not None:
        print(json.dumps(answer, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
    return 0
