"""Words on the command line → one verb of the workflow; prints, progress, exit codes; no logic.

Entry: :func:`main`. May import: everything below.
"""

from toolkit.cli.program import main

__all__ = ["main"]
