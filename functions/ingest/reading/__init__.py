"""Any script file becomes a Script: detected by what it holds, read by the reader of its kind.

The one rule: a file is either read whole or refused in a sentence that its writer can act on.
"""

from functions.ingest.reading.desk import read_script

__all__ = ["read_script"]
