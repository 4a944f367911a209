"""The step runner: claim, run, commit, relay. What makes every piece of work happen once and nothing get lost."""
