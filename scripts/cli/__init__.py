"""The command line: `aiprod render SCRIPT` and its neighbours."""
