"""The CEL library, without the command line that it imports beside itself.

That command line (prompt_toolkit, pygments and what they need) is never asked for here, and takes 10 MB of memory and
some of every start. The library has no other way to leave it out; an empty module in its place is one.
"""

import sys
from types import ModuleType

sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

from cel import Program  # noqa: E402
from cel import compile as compile_program  # noqa: E402

__all__ = ["Program", "compile_program"]
