"""A whole machine in one process, where everything that can go wrong does: thousands of films a minute.

The one rule: a seed always tells the same story.
"""
